// The engine in a real browser, from its sources.
import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { testFile } from "./files.ts";
import { test } from "./package-page.ts";

test("a file of 25 MB is encoded byte for byte, and leaves the wasm memory small", async ({ packagePage }) => {
  const seen = await packagePage.run(async ({ createEngine }) => {
    const engine = createEngine();
    const bytes = new Uint8Array(25_000_000);
    for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
    bytes.set(new TextEncoder().encode("%PDF-1.7\n"));
    const file = new File([bytes], "bill.pdf", { type: "application/pdf" });
    const progress: number[] = [];
    const encoded = await engine.encode(file, { onProgress: ({ loaded }) => progress.push(loaded) });
    const { type } = await engine.inspect(file);
    const native = (bytes as unknown as { toBase64(): string }).toBase64();
    return { same: (await encoded.text()) === native, type, progress, memory: await engine.memory() };
  }, undefined);
  expect(seen).toMatchObject({ same: true, type: "pdf" });
  expect(seen.progress.length).toBeGreaterThan(20);
  expect(seen.progress).toEqual([...new Set(seen.progress)].sort((a, b) => a - b));
  expect(seen.memory).toBeLessThan(10_000_000);
});

test("encoding stops when it is cancelled, and the engine goes on", async ({ packagePage }) => {
  const seen = await packagePage.run(async ({ createEngine }) => {
    const engine = createEngine();
    const cancel = new AbortController();
    const encoding = engine.encode(new File([new Uint8Array(20_000_000)], "large.bin"), {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    const reason = await encoding.catch((error: Error) => error.name);
    return { reason, kind: (await engine.check('{"clientId":"1"}')).kind };
  }, undefined);
  expect(seen).toEqual({ reason: "AbortError", kind: "token-request" });
});

test("a picture that Go accepts is shown to the browser too", async ({ packagePage }) => {
  const picture = [...(await readFile(await testFile("bill.jpg")))];
  const report = await packagePage.run(
    async ({ createEngine }, bytes) =>
      createEngine().inspect(new File([new Uint8Array(bytes)], "bill.jpg", { type: "image/jpeg" })),
    picture,
  );
  expect(report).toMatchObject({ type: "jpeg", accepted: true });
});

test.describe("under a policy that forbids wasm", () => {
  test.use({ headers: { "content-security-policy": "script-src 'self'" } });
  test("the policy is named", async ({ packagePage }) => {
    const failure = await packagePage.run(
      async ({ createEngine }) =>
        createEngine()
          .check("{}")
          .catch(({ code, message }) => ({ code, message })),
      undefined,
    );
    expect(failure).toEqual({ code: "wasm-blocked", message: expect.stringContaining("wasm-unsafe-eval") });
  });
});

test("a page in the place of the wasm is named, and so is a worker that is none", async ({ packagePage }) => {
  const codes = await packagePage.run(
    async ({ createEngine }) =>
      Promise.all(
        [
          { wasmURL: "/package.json" },
          { wasmURL: "/no-such.wasm" },
          { worker: () => new Worker("/package.json", { type: "module" }) },
        ].map((steps) =>
          createEngine({ steps })
            .check("{}")
            .catch(({ code }) => code),
        ),
      ),
    undefined,
  );
  expect(codes).toEqual(["wasm-not-wasm", "wasm-not-found", "worker-failed"]);
});
