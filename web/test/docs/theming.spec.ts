// docs/theming.md: its page, opened. themed.ts holds its lists equal to the elements.
import { expect } from "@playwright/test";
import { createServer } from "vite";
import { testFile } from "../files.ts";
import { type Block, blocksOf } from "./blocks.ts";
import { test } from "./places.ts";

const page = "docs/theming.md";

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
