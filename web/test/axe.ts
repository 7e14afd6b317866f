import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Expects that axe finds nothing in the page, frames of other origins left out. */
export async function expectAccessible(page: Page): Promise<void> {
  const violations = await page.evaluate(`(() => {
    if (!window.axe) { ${axe}; }
    return axe.run({ exclude: [["iframe"]] }).then(({ violations }) =>
      violations.map(({ id, help, nodes }) => [id, help, ...nodes.map(({ html }) => html)]));
  })()`);
  expect(violations).toEqual([]);
}
