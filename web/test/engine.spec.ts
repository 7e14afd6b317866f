// The engine in a real browser, from its sources: Vite serves them as it would to somebody who develops with them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, type Page, test } from "@playwright/test";
import { createServer, type ViteDevServer } from "vite";
import type * as Package from "../src/index.ts";

const corpus = new URL("../../../shared/corpus/", import.meta.url);

let server: ViteDevServer | undefined;

test.afterEach(async () => {
  await server?.close();
});

/** Opens an empty page of an origin that serves the package with these headers. */
async function openPage(page: Page, headers: Record<string, string> = {}): Promise<void> {
  server = await createServer({
    root: fileURLToPath(new URL("..", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    cacheDir: "../build/vite",
    server: { host: "127.0.0.1", port: 0, headers, hmr: false },
  });
  await server.listen();
  const base = server.resolvedUrls?.local[0];
  await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto(`${base}empty`);
}

/** Runs in the page what a package's user would write. */
function inPage<T, A>(
  page: Page,
  run: (idenfySteps: typeof Package, argument: A) => Promise<T>,
  argument: A,
): Promise<T> {
  return page.evaluate(`import("/src/index.ts").then((it) => (${run})(it, ${JSON.stringify(argument)}))`);
}

test("a file of 25 MB is encoded byte for byte, and leaves the wasm memory small", async ({ page }) => {
  await openPage(page);
  const seen = await inPage(
    page,
    async ({ createEngine }) => {
      const engine = createEngine();
      const bytes = new Uint8Array(25_000_000);
      for (let i = 0; i < bytes.length; i += 65_536) crypto.getRandomValues(bytes.subarray(i, i + 65_536));
      bytes.set(new TextEncoder().encode("%PDF-1.7\n"));
      const file = new File([bytes], "bill.pdf", { type: "application/pdf" });
      const progress: number[] = [];
      const start = performance.now();
      const encoded = await engine.encode(file, { onProgress: ({ loaded }) => progress.push(loaded) });
      const milliseconds = performance.now() - start;
      const { type } = await engine.inspect(file);
      const native = (bytes as unknown as { toBase64(): string }).toBase64();
      return { same: (await encoded.text()) === native, type, progress, milliseconds, memory: await engine.memory() };
    },
    undefined,
  );
  expect(seen).toMatchObject({ same: true, type: "pdf" });
  expect(seen.progress.length).toBeGreaterThan(20);
  expect(seen.progress).toEqual([...new Set(seen.progress)].sort((a, b) => a - b));
  expect(seen.memory).toBeLessThan(10_000_000);
  test
    .info()
    .annotations.push({ type: "25 MB", description: `${Math.round(seen.milliseconds)} ms, memory ${seen.memory}` });
});

test("encoding stops when it is cancelled, and the engine goes on", async ({ page }) => {
  await openPage(page);
  const seen = await inPage(
    page,
    async ({ createEngine }) => {
      const engine = createEngine();
      const cancel = new AbortController();
      const encoding = engine.encode(new File([new Uint8Array(20_000_000)], "large.bin"), {
        signal: cancel.signal,
        onProgress: () => cancel.abort(),
      });
      const reason = await encoding.catch((error: Error) => error.name);
      return { reason, kind: (await engine.check('{"clientId":"1"}')).kind };
    },
    undefined,
  );
  expect(seen).toEqual({ reason: "AbortError", kind: "token-request" });
});

test("a picture that Go accepts is shown to the browser too", async ({ page }) => {
  await openPage(page);
  const picture = [...readFileSync(new URL("jpeg/01b607bd1564.jpg", corpus))];
  const inspect = async ({ createEngine }: typeof Package, bytes: number[]) =>
    createEngine().inspect(new File([new Uint8Array(bytes)], "bill.jpg", { type: "image/jpeg" }));
  expect(await inPage(page, inspect, picture)).toMatchObject({ type: "jpeg", accepted: true });
});

test("a policy that forbids wasm is named", async ({ page }) => {
  await openPage(page, { "content-security-policy": "script-src 'self'" });
  const failure = await inPage(
    page,
    async ({ createEngine }) =>
      createEngine()
        .check("{}")
        .catch(({ code, message }) => ({ code, message })),
    0,
  );
  expect(failure).toEqual({ code: "wasm-blocked", message: expect.stringContaining("wasm-unsafe-eval") });
});

test("a page in the place of the wasm is named, and so is a worker that is none", async ({ page }) => {
  await openPage(page);
  const codes = await inPage(
    page,
    async ({ createEngine }) =>
      Promise.all(
        [{ wasmURL: "/package.json" }, { wasmURL: "/no-such.wasm" }, { workerURL: "/package.json" }].map((options) =>
          createEngine(options)
            .check("{}")
            .catch(({ code }) => code),
        ),
      ),
    undefined,
  );
  expect(codes).toEqual(["wasm-not-wasm", "wasm-not-found", "worker-failed"]);
});
