// The package as it is installed, in a page with the strictest policy that it works under, with the sandbox's window.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { testFile } from "./files.ts";
import { serveFolder } from "./folder-server.ts";
import { opened } from "./opened.ts";
import { expect, test } from "./packed.ts";
import { giveFirstBill } from "./sandbox-window.ts";

const gateway = "https://gateway.example";
const page = (idenfy: string) =>
  `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self' ${gateway}; ` +
  `img-src 'self' blob: data:; frame-src ${idenfy}`;
/** Only the worker may compile wasm, and it may load nothing else. */
const worker = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/** What the page's policy refused, and what the console said of any policy. */
function keepViolations(page: Page): () => Promise<string[]> {
  const said: string[] = [];
  page.on("console", (message) => /policy|csp/i.test(message.text()) && said.push(message.text()));
  return async () => [
    ...said,
    ...(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)),
  ];
}

test("everything works under a strict policy, and nothing is loaded before it is needed", async ({
  page: tab,
  context,
  project,
  stack,
}) => {
  await context.grantPermissions(["camera"]);
  const request = { clientId: "1", additionalSteps: { ALL: { ALL: ["UTILITY_BILL"] } } };
  const token = await (await tab.request.post(`${stack.url}/v1/token`, { data: { request } })).json();
  const folder = join(project, "plain/node_modules/idenfy-steps");
  await writeFile(join(folder, "index.html"), '<!doctype html><html lang="en"><title>Product</title><main></main>');
  const server = await serveFolder(folder, (path) => ({
    "content-security-policy": path.endsWith(".worker.js") ? worker : page(new URL(token.redirectUrl).origin),
  }));
  await tab.route(`${gateway}/**`, (route) =>
    route.fulfill({ headers: { "access-control-allow-origin": "*" }, json: { scanRef: "1", step: "UTILITY_BILL" } }),
  );
  await tab.addInitScript(() => {
    const violations: string[] = [];
    addEventListener("securitypolicyviolation", (event) =>
      violations.push(`${event.effectiveDirective} ${event.blockedURI}`),
    );
    Object.assign(window, { violations });
  });
  const violations = keepViolations(tab);
  const loaded: string[] = [];
  context.on("request", (request) => loaded.push(new URL(request.url()).pathname.replace(/.*\//, "")));

  await tab.goto(server.url);
  await tab.evaluate(
    async ([gateway, redirectUrl, index, step, verify]) => {
      const { createClient } = await import(index);
      await Promise.all([import(step), import(verify)]);
      const window = Object.assign(document.createElement("idenfy-verify"), { redirectUrl });
      const bill = document.createElement("idenfy-step");
      Object.assign(bill, { scanRef: "1", step: { name: "UTILITY_BILL" }, client: createClient({ baseURL: gateway }) });
      document.querySelector("main")?.append(bill, window);
      const told: string[] = [];
      for (const event of ["waiting", "blocked"] as const) window.addEventListener(event, () => told.push(event));
      Object.assign(globalThis, { told });
    },
    [gateway, token.redirectUrl, "/dist/index.js", "/dist/step.js", "/dist/verify.js"] as const,
  );

  await giveFirstBill(tab.frameLocator("idenfy-verify iframe"), await testFile("bill.jpg"));
  await expect(tab.getByText("Thank you. Your documents are being looked at.")).toBeVisible();
  expect(await tab.evaluate(() => (globalThis as unknown as { told: string[] }).told)).toEqual(["waiting"]);
  expect(loaded.filter((name) => /worker|wasm/.test(name))).toEqual([]);

  const step = tab.locator("idenfy-step");
  const button = step.getByRole("button", { name: "Choose a file" });
  const chooser = await opened(tab, "filechooser", () => button.click());
  await chooser.setFiles(await testFile("bill.jpg"));
  await expect(step.getByText("Your file is ready.")).toBeVisible();
  await expect(step.getByRole("img")).toBeVisible();
  await step.getByRole("button", { name: "Send", exact: true }).click();
  await step.getByRole("button", { name: "Yes, send it" }).click();
  await expect(step.getByText("Thank you. Your document has arrived.")).toBeVisible();
  expect(loaded.filter((name) => /worker|wasm/.test(name))).toEqual(["files.worker.js", "files.wasm"]);
  expect(await violations()).toEqual([]);

  await tab.evaluate(() => document.body.setAttribute("style", "color: red"));
  await expect.poll(violations, "the listener hears of what is refused").not.toEqual([]);
  server.close();
});
