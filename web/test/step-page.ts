// A page with `<idenfy-step>` on it, under a strict policy, and a network that the test decides on.
import { readFile } from "node:fs/promises";
import { test as base, type Locator, type Page, type Route } from "@playwright/test";
import { quietChromium } from "../playwright.config.ts";
import type { StepElement, StepRequest } from "../src/step.ts";
import { testFile } from "./files.ts";
import { opened } from "./opened.ts";
import { servePackage } from "./package-server.ts";

export const bill: StepRequest = { name: "UTILITY_BILL", type: "COMPARE" };

interface OpenOptions {
  attributes?: string;
  /** HTML around the element. */
  around?: [string, string];
  /** Set beside the step, before the element is defined, as a framework may. */
  properties?: Partial<StepElement>;
}

export interface StepPage {
  page: Page;
  /** The element. */
  element: Locator;
  /** Opens the page with the element, its attributes as they stand in HTML. */
  open(step: StepRequest, options?: OpenOptions): Promise<void>;
  /** Gives a test file as a person does who was asked to choose. */
  choose(name: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
  /** Lets go of test files over the element. */
  drop(names: string[]): Promise<void>;
  /** What the status says. */
  status: Locator;
  problem: Locator;
  button(name: string): Locator;
  /** Answers the uploads. */
  onUpload(answer: (route: Route) => unknown): Promise<unknown>;
  /** The events that the element told so far, by type. */
  told(): Promise<string[]>;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'";

const html = (body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A step</title>
<link rel="stylesheet" href="/step.css">
</head>
<body><main><h1>Example Bank</h1>${body}</main></body>
</html>`;

const style = `
body { margin: 0; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#f3f2ee, #101415); }
h1 { font-size: 1rem; color: light-dark(#444, #ccc); }
idenfy-step { max-width: 40rem; margin: 0 auto; }
`;

export const answered = (route: Route) => route.fulfill({ json: { scanRef: "sandbox-1", step: "UTILITY_BILL" } });

/** A Chromium with a camera that shows a test picture, to those pages that may use it. */
export const withCamera = {
  launchOptions: { ...quietChromium, args: [...quietChromium.args, "--use-fake-device-for-media-stream"] },
};

/** Lets the page use the camera; without, Chromium refuses it, as it does when the person closes its question. */
export const allowCamera = (page: Page) => page.context().grantPermissions(["camera"]);

interface Seen extends Window {
  told: string[];
}

export const test = base.extend<{ step: StepPage }, { packageURL: string }>({
  packageURL: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const server = await servePackage();
      await use(server.url);
      await server.close();
    },
    { scope: "worker" },
  ],
  step: async ({ page, packageURL }, use) => {
    const element = page.locator("idenfy-step");
    const step: StepPage = {
      page,
      element,
      status: element.locator("[part=status]"),
      problem: element.getByRole("alert"),
      button: (name) => element.getByRole("button", { name, exact: true }),
      async open(step, { attributes = 'scan-ref="sandbox-1"', around: [before, after] = ["", ""], properties } = {}) {
        const body = html(`${before}<idenfy-step ${attributes}></idenfy-step>${after}`);
        await page.route("**/step.css", (route) => route.fulfill({ contentType: "text/css", body: style }));
        await page.route("**/step", (route) =>
          route.fulfill({ contentType: "text/html", headers: { "content-security-policy": policy }, body }),
        );
        await page.goto(`${packageURL}step`);
        await page.evaluate(
          async (properties) => {
            const told: string[] = [];
            (window as unknown as Seen).told = told;
            const element = document.querySelector("idenfy-step") as StepElement;
            // What the page's policy forbids would be an event that no test expects.
            document.addEventListener("securitypolicyviolation", ({ violatedDirective }) =>
              told.push(violatedDirective),
            );
            for (const act of ["choose", "inspect", "fit", "camera", "upload"]) {
              for (const type of [`before${act}`, act]) element.addEventListener(type, () => told.push(type));
            }
            for (const type of ["cancel", "error", "change"]) element.addEventListener(type, () => told.push(type));
            Object.assign(element, properties);
            await import("/src/step.ts" as string);
          },
          { step, ...properties },
        );
        await element.getByRole("heading", { level: 2 }).waitFor();
      },
      async choose(file) {
        const files = typeof file === "string" ? await testFile(file) : file;
        const button = element.getByRole("button", { name: /^Choose (a|another) file$/ });
        const chooser = await opened(page, "filechooser", () => button.click());
        await chooser.setFiles(files);
      },
      async drop(names) {
        const files = names.map(async (name) => (await readFile(await testFile(name))).toString("base64"));
        const data = await page.evaluateHandle(
          async ([names, files]) => {
            const data = new DataTransfer();
            for (const [i, name] of names.entries()) {
              data.items.add(new File([Uint8Array.from(atob(files[i] ?? ""), (char) => char.charCodeAt(0))], name));
            }
            return data;
          },
          [names, await Promise.all(files)] as const,
        );
        await element.locator("[part=work]").dispatchEvent("drop", { dataTransfer: data });
      },
      onUpload: (answer) => page.route("**/v1/upload?*", (route) => answer(route)),
      told: () => page.evaluate(() => (window as unknown as Seen).told),
    };
    await use(step);
  },
});

export { expect } from "@playwright/test";
