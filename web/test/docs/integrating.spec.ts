// docs/integrating.md, as somebody follows it who integrates.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { createServer } from "vite";
import { testFile } from "../files.ts";
import { serveFolder } from "../folder-server.ts";
import { opened } from "../opened.ts";
import { run } from "../packed.ts";
import { giveFirstBill } from "../sandbox-window.ts";
import { type Block, blocksOf, says } from "./blocks.ts";
import { headersOf } from "./headers.ts";
import { test, type World } from "./places.ts";
import type { Reader } from "./reader.ts";

const page = "docs/integrating.md";

/** Goes through the whole path in the product as it was built, under the policy that the page shows. */
async function expectWholePath(tab: Page, world: World, dist: string, headers: string): Promise<void> {
  const wrong: string[] = [];
  tab.on("pageerror", (error) => wrong.push(String(error)));
  const built = await serveFolder(dist, headersOf(headers));
  world.show(built.url);

  await tab.goto(world.product);
  const begin = tab.getByRole("button", { name: "Verify my address" });
  const status = tab.locator("body > [role=status]");
  await tab.route("**/v1/token", (route) => route.abort(), { times: 1 });
  await begin.click();
  await expect(status).toHaveText("The gateway cannot be reached. Check the connection, then try again.");

  tab.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await begin.click();
  await expect(status).toHaveText("There is no result yet."); // nor has the person given anything
  await giveFirstBill(tab.frameLocator("idenfy-verify iframe"), await testFile("bill.jpg"));
  const scanRef = await world.lastScanRef();
  await world.judge(scanRef, "INVALID");
  await expect(status).toHaveText("One more thing, please.");
  await expect(tab.frameLocator("idenfy-verify iframe").locator("body")).toBeHidden();

  const step = tab.locator("idenfy-step");
  const button = step.getByRole("button", { name: "Choose a file" });
  const chooser = await opened(tab, "filechooser", () => button.click());
  await chooser.setFiles(await testFile("bill.pdf"));
  await step.getByRole("button", { name: "Send", exact: true }).click();
  await step.getByRole("button", { name: "Yes, send it" }).click();
  await expect(step.getByText("Thank you. Your document has arrived.")).toBeVisible();
  await world.judge(scanRef, "VALID");
  await expect(status).toHaveText("Your address is verified.");
  await expect(step).toBeHidden();
  expect(wrong).toEqual([]);
  await tab.close();
  built.close();
}

/** Runs a module of the product's in the tab, and waits until it has printed what the next block says. */
async function expectPrinted(tab: Page, world: World, module: string, expected: Block): Promise<void> {
  const printed: string[] = [];
  const keep = (message: { text(): string; location(): { url: string } }) =>
    message.location().url.includes(`/${module}`) && printed.push(message.text());
  tab.on("console", keep);
  await tab.goto(`${world.product}/empty.html`);
  await tab.evaluate((module) => import(module), `/${module}`);
  await expect.poll(() => says(printed.join("\n"), expected) || printed.join("\n"), expected.at).toBe(true);
  tab.off("console", keep);
}

/** What a person does with the pages beside the whole path. */
const people: Record<string, (tab: Page, world: World) => Promise<void>> = {
  async "form.html"(tab, world) {
    await tab.goto(`${world.product}/form.html`);
    const send = tab.getByRole("button", { name: "Send the form" });
    await send.click();
    await expect(tab).toHaveURL(/form\.html$/); // a bill is required
    const button = tab.getByRole("button", { name: "Choose a file" });
    const chooser = await opened(tab, "filechooser", () => button.click());
    await chooser.setFiles(await testFile("bill.pdf"));
    await expect(tab.getByText("Your file is ready.")).toBeVisible();
    await tab.route("**/bill", (route) => route.fulfill({ status: 204 }));
    const sent = tab.waitForRequest("**/bill");
    await send.click();
    expect((await sent).headers()["content-type"]).toMatch(/^multipart\/form-data/);
  },
};

async function expectTyped(reader: Reader): Promise<void> {
  const modules = readdirSync(reader.shop).filter((name) => name.endsWith(".ts"));
  const options = ["--noEmit", "--strict", "--target", "es2024", "--lib", "es2024,dom,dom.asynciterable"];
  const resolving = ["--module", "esnext", "--moduleResolution", "bundler", "--types", ""];
  await run(reader.shop, "tsc", ...options, ...resolving, ...modules).catch((failure) => {
    throw new Error(failure.stdout);
  });
}

test("integrating.md", async ({ context, reader, world }) => {
  test.setTimeout(600_000);
  await context.grantPermissions(["camera"]);
  await context.exposeFunction("accessToken", () => world.accessToken());
  const blocks = blocksOf(page);
  const policy = reader.placed(blocks.find(({ rest }) => rest === "_headers")?.text ?? "");
  let paths = 0;
  for (const [i, block] of blocks.entries()) {
    const before = blocks[i - 1];
    if (block.language === "text" && before?.language === "ts") continue; // below, when all is written
    if (block.language === "text" && before?.rest === "stays") await reader.printed(block);
    else await reader.follow(block);
    if (!block.text.includes("vite build")) continue;
    await expectTyped(reader);
    await expectWholePath(await context.newPage(), world, join(reader.shop, "dist"), policy);
    paths++;
  }
  expect(paths, "with and without a back end").toBe(2);
  await expectTyped(reader);

  writeFileSync(join(reader.shop, "empty.html"), '<!doctype html><link rel="icon" href="data:,">');
  const server = await createServer({
    root: reader.shop,
    logLevel: "silent",
    server: { host: "127.0.0.1", port: 0, hmr: false },
  });
  await server.listen();
  world.show(server.resolvedUrls?.local[0] ?? "");
  const tab = await context.newPage();
  for (const [i, block] of blocks.entries()) {
    const next = blocks[i + 1];
    if (block.language === "ts" && next?.language === "text") await expectPrinted(tab, world, block.rest, next);
    if (block.language === "html" && block.rest !== "index.html") {
      expect(people, `${block.at}: nobody opens it`).toHaveProperty([block.rest]);
      await people[block.rest]?.(tab, world);
    }
  }
  await server.close();
});

test("the page's settings without a back end are those that its walk had", async ({ reader, world }) => {
  const settings = blocksOf(page).find(({ rest }) => rest === "wrangler.toml")?.text ?? "";
  const named = Object.fromEntries(
    [...reader.placed(settings).matchAll(/^(\w+) = "(.*)"$/gm)].map(([, n, v]) => [n, v]),
  );
  const provider = world.places["https://id.example.com"];
  expect(named).toEqual({ JWKS_URL: `${provider}/jwks`, JWT_ISSUER: provider, JWT_AUDIENCE: "shop" });
  const defaults = readFileSync(join(reader.repository, "wrangler.toml"), "utf8");
  for (const name of Object.keys(named)) expect(defaults).toContain(`${name} = ""`);
});
