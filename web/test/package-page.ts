// An empty page whose origin serves the package's sources, as Vite does to somebody who develops with them.
import { fileURLToPath } from "node:url";
import { test as base, type Page } from "@playwright/test";
import { createServer, type ViteDevServer } from "vite";
import type * as Package from "../src/index.ts";

export interface PackagePage {
  /** Runs in the page what a package's user would write. */
  run<T, A>(run: (idenfySteps: typeof Package, argument: A) => Promise<T>, argument: A): Promise<T>;
}

export const test = base.extend<{
  /** What the origin answers with. */
  headers: Record<string, string>;
  packagePage: PackagePage;
}>({
  headers: [{}, { option: true }],
  packagePage: async ({ page, headers }, use) => {
    const server = await servePackage(headers);
    await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await page.goto(`${server.resolvedUrls?.local[0]}empty`);
    await use({ run: (run, argument) => runIn(page, run, argument) });
    await server.close();
  },
});

function runIn<T, A>(
  page: Page,
  run: (idenfySteps: typeof Package, argument: A) => Promise<T>,
  argument: A,
): Promise<T> {
  return page.evaluate(`import("/src/index.ts").then((it) => (${run})(it, ${JSON.stringify(argument)}))`);
}

async function servePackage(headers: Record<string, string>): Promise<ViteDevServer> {
  const server = await createServer({
    root: fileURLToPath(new URL("..", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    cacheDir: "../build/vite",
    server: { host: "127.0.0.1", port: 0, headers, hmr: false },
  });
  return server.listen();
}
