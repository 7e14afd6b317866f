// An empty page of an origin that serves the package's sources.
import { test as base, type Page } from "@playwright/test";
import type * as Package from "../src/index.ts";
import { servePackage } from "./package-server.ts";

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
    await page.goto(`${server.url}empty`);
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
