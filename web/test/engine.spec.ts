// The package's engine in a real browser, with no page of ours around it.

import { fileURLToPath } from "node:url";
import { test as base, expect, type Page } from "@playwright/test";
import { createServer } from "vite";
import type * as IdenfySteps from "../src/index.ts";

declare const idenfySteps: typeof IdenfySteps;

const test = base.extend<{ enginePage: Page }, { server: string }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const root = fileURLToPath(new URL("..", import.meta.url));
      const vite = await createServer({ root, configFile: false, logLevel: "error", server: { port: 0 } });
      await vite.listen();
      await use(vite.resolvedUrls?.local[0] ?? "");
      await vite.close();
    },
    { scope: "worker" },
  ],
  enginePage: async ({ page, server }, use) => {
    await page.goto(`${server}test/engine.html`);
    await page.waitForFunction(() => "idenfySteps" in globalThis);
    await use(page);
  },
});

test("a 25 MB file leaves the wasm memory under 10 MB", async ({ enginePage }) => {
  const result = await enginePage.evaluate(async () => {
    const bytes = new Uint8Array(25_000_000);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 2654435761) >>> 24;
    const file = new File([bytes], "large.bin");
    const engine = idenfySteps.createEngine();
    const progress: number[] = [];
    await engine.inspect(file);
    const body = await engine.encode(file, { onProgress: ({ loaded }) => progress.push(loaded) });
    const back = await fetch(`data:application/octet-stream;base64,${await body.slice(0, 4_000_000).text()}`);
    const head = new Uint8Array(await back.arrayBuffer());
    return {
      size: body.size,
      same: head.every((byte, i) => byte === bytes[i]),
      turns: progress.length,
      memory: await engine.memory(),
    };
  });
  expect(result.size).toBe(Math.ceil(25_000_000 / 3) * 4);
  expect(result.same, "the base64 is that of the file").toBe(true);
  expect(result.turns, "progress gets through").toBeGreaterThan(20);
  console.log(`wasm memory after a 25 MB file: ${(result.memory / 1e6).toFixed(1)} MB`);
  expect(result.memory).toBeLessThan(10_000_000);
});

test("encoding stops when it is cancelled, and the engine goes on", async ({ enginePage }) => {
  const result = await enginePage.evaluate(async () => {
    const engine = idenfySteps.createEngine();
    const cancel = new AbortController();
    const file = new File([new Uint8Array(20_000_000)], "large.bin");
    const reason = await engine.encode(file, { signal: cancel.signal, onProgress: () => cancel.abort() }).then(
      () => "done",
      (error) => error.name,
    );
    return { reason, kind: (await engine.check('{"clientId":"1"}')).kind };
  });
  expect(result).toEqual({ reason: "AbortError", kind: "token-request" });
});
