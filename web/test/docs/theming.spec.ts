// docs/theming.md: its page, opened, and its lists, held equal to the elements.
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { createServer } from "vite";
import { testFile } from "../files.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { test } from "./places.ts";

const page = "docs/theming.md";
const text = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
const source = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");

test(page, async ({ page: tab, reader }) => {
  test.setTimeout(600_000);
  const [install] = blocksOf("docs/integrating.md") as [Block];
  for (const block of [install, ...blocksOf(page)]) await reader.follow(block);
  const server = await createServer({
    root: reader.shop,
    logLevel: "silent",
    optimizeDeps: { exclude: ["idenfy-steps"] },
    server: { host: "127.0.0.1", port: 0, hmr: false },
  });
  await server.listen();
  await tab.emulateMedia({ colorScheme: "dark" });
  await tab.goto(`${server.resolvedUrls?.local[0]}theme.html`);

  const title = tab.getByRole("heading", { name: "Wo wohnen Sie?" });
  await expect(title).toHaveCSS("font-style", "italic");
  await expect(title).toHaveCSS("font-family", "Georgia, serif");
  await expect(tab.getByText("Ein Foto einer Rechnung mit Ihrer Adresse.")).toBeVisible();
  await tab.getByRole("combobox").selectOption("Electricity Bill");
  await tab.locator("idenfy-step input[type=file]").setInputFiles(await testFile("bill.jpg"));
  const frame = tab.locator("idenfy-step [part=frame]");
  await expect(frame).toHaveAttribute("data-at", "judged");
  await expect(frame).toHaveCSS("border-radius", "0px");
  const send = tab.locator("idenfy-step [part~=send]");
  await expect(send).toHaveCSS("text-transform", "uppercase");
  await expect(send).toHaveCSS("background-color", "rgb(217, 167, 255)");
  await server.close();
});

test("it names every part, custom property and state, and no other", () => {
  const prose = text.replace(/^```.*?^```$/gms, "");
  const code = new Set([...prose.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
  const [step = "", verify = ""] = [source("step/view.ts"), source("verify/view.ts")];
  const parts = new Set([
    ...[...step.matchAll(/(?:part|button)\(\s*["`]([^"`$]+)/g)].flatMap(([, names = ""]) => names.trim().split(" ")),
    ...[...verify.matchAll(/part: "([^"]+)"/g)].map(([, name = ""]) => name),
    ...["error", "warning", "info"].map((severity) => `finding-${severity}`),
  ]);
  parts.delete("finding-"); // with its severity, above
  for (const part of parts) expect(code, `::part(${part})`).toContain(part);

  const properties = (css: string) =>
    new Set([...css.matchAll(/--idenfy-(?:step|verify)-[a-z-]+/g)].map(([name]) => name));
  expect(properties(text)).toEqual(properties(source("step/style.ts") + source("verify/style.ts")));

  const states = [...(/\bat:([^;]+);/.exec(source("step/flow.ts"))?.[1] ?? "").matchAll(/"(\w+)"/g)].map(([, s]) => s);
  expect(states.length).toBeGreaterThan(5);
  for (const state of states) expect(code, `:state(${state})`).toContain(state);
});
