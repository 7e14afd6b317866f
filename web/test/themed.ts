// docs/theming.md names what a page can style: every part, state and custom property of the elements.
import { readFileSync } from "node:fs";
import { expect, type Locator } from "@playwright/test";

const text = readFileSync(new URL("../../docs/theming.md", import.meta.url), "utf8");
const prose = text.replace(/^```.*?^```$/gms, "");
const inCode = new Set([...prose.matchAll(/`([^`]+)`/g)].map(([, name]) => name));
const propertiesOf = (tag: string, css: string) => new Set(css.match(new RegExp(`--${tag}-[a-z-]+`, "g")));

/** Expects the page to name what the element has as it stands, and no custom property that it does not read. */
export async function expectThemed(element: Locator): Promise<void> {
  const { tag, parts, state, css } = await element.evaluate((it) => {
    const root = it.shadowRoot as ShadowRoot;
    const sheets = [...root.adoptedStyleSheets, ...root.styleSheets];
    return {
      tag: it.localName,
      parts: [...root.querySelectorAll("[part]")].flatMap((one) => [...one.part]),
      state: root.querySelector<HTMLElement>("[data-at]")?.dataset.at,
      css: sheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join("\n"),
    };
  });
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) expect(inCode, `::part(${part})`).toContain(part);
  if (state) expect(inCode, `:state(${state})`).toContain(state);
  expect(propertiesOf(tag, text)).toEqual(propertiesOf(tag, css));
}
