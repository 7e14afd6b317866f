// `<idenfy-verify>` in a real browser, with windows that say and do what they are told (policy.spec.ts has the sandbox's).
import { globSync, readFileSync } from "node:fs";
import { expect, type FrameLocator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { test } from "./package-page.ts";
import { expectThemed } from "./themed.ts";

const redirectUrl = "https://ivs.idenfy.com/api/v2/redirect?authToken=abc";
const windowURL = "https://ui.idenfy.com/?authToken=abc&lang=en";
const events = ["done", "suspected", "failed", "waiting", "blocked"];

interface Shown {
  attributes?: Record<string, string>;
  /** Of the page that embeds the window. */
  headers?: Record<string, string>;
}

/** Opens a page with the element in it; returns what it tells, one word an event. */
async function show(page: Page, { attributes = {}, headers = {} }: Shown = {}): Promise<() => Promise<string[]>> {
  const body = `<!doctype html><html lang="en"><title>Product</title><main><h1>Product</h1></main>`;
  await page.route("**/empty", (route) => route.fulfill({ contentType: "text/html", headers, body }));
  await page.goto(page.url());
  await page.evaluate(
    async ([attributes, events]) => {
      await import("/src/verify.ts" as string);
      const element = document.createElement("idenfy-verify");
      const told: string[] = [];
      for (const event of events) {
        element.addEventListener(event, ({ type, detail }: CustomEventInit & Event) => told.push(detail ?? type));
      }
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      document.querySelector("main")?.append(element);
      Object.assign(window, { told });
    },
    [{ "redirect-url": redirectUrl, ...attributes }, events] as const,
  );
  return () => page.evaluate(() => (window as unknown as { told: string[] }).told);
}

/** Plays iDenfy's window; by itself one that says nothing. */
async function playWindow(page: Page, html = "<p>The window", headers: Record<string, string> = {}): Promise<void> {
  await page.route("https://ui.idenfy.com/**", (route) =>
    route.fulfill({ contentType: "text/html", headers, body: `<!doctype html>${html}` }),
  );
}

function windowOf(page: Page): FrameLocator {
  return page.frameLocator("idenfy-verify iframe");
}

test.beforeEach(async ({ context, packagePage }) => {
  void packagePage;
  await context.grantPermissions(["camera"]);
});

interface Message {
  says: string;
  data: string;
  outcome: string | null;
}

const messages: Message[] = globSync(`${import.meta.dirname}/messages/*.json`).flatMap((path) =>
  JSON.parse(readFileSync(path, "utf8")),
);

test("every documented message is one event, and nothing else is", async ({ page }) => {
  await playWindow(page);
  const told = await show(page);
  await expect(windowOf(page).getByText("The window")).toBeVisible();
  const window = page.frames().find((frame) => frame.url() === windowURL);
  const expected: string[] = [];
  for (const { data, outcome } of messages) {
    await window?.evaluate((data) => parent.postMessage(data, "*"), data);
    if (outcome && outcome !== expected.at(-1)) expected.push(outcome);
  }
  await expect.poll(told).toEqual(expected);
  expect(new Set(expected)).toEqual(new Set(["done", "suspected", "failed", "waiting"]));
});

test("a message counts from iDenfy's window in this frame only", async ({ page }) => {
  const says = `<script>parent.postMessage('{"status":"APPROVED","manualStatus":"INACTIVE"}', "*")</script>`;
  await playWindow(page);
  const told = await show(page);
  await expect(windowOf(page).getByText("The window")).toBeVisible();
  const heard = page.evaluate(() => {
    const origins: string[] = [];
    const { promise, resolve } = Promise.withResolvers<string[]>();
    addEventListener("message", ({ origin }) => origins.push(origin) === 4 && resolve(origins.sort()));
    return promise;
  });
  await page.route("https://evil.example/**", (route) => route.fulfill({ contentType: "text/html", body: says }));
  await page.route("https://ui.idenfy.com/other", (route) => route.fulfill({ contentType: "text/html", body: says }));
  await page.evaluate((data) => {
    postMessage(data, "*");
    for (const src of ["https://evil.example/", "https://ui.idenfy.com/other"]) {
      document.body.append(Object.assign(document.createElement("iframe"), { src, title: "another" }));
    }
  }, '{"status":"APPROVED","manualStatus":"INACTIVE"}');
  const window = page.frames().find((frame) => frame.url() === windowURL);
  await window?.evaluate(() => location.assign("https://evil.example/"));
  const evil = "https://evil.example";
  expect(await heard).toEqual([new URL(page.url()).origin, evil, evil, "https://ui.idenfy.com"]);
  expect(await told()).toEqual([]);
});

test("the frame has what iDenfy asks for", async ({ page }) => {
  await playWindow(page);
  await show(page, { attributes: { locale: "de-AT" } });
  const frame = page.locator("idenfy-verify iframe");
  await expect(frame).toHaveAttribute("src", "https://ui.idenfy.com/?authToken=abc&lang=de");
  await expect(frame).toHaveAttribute("allow", "camera");
  await expect(frame).toHaveAttribute("allowfullscreen", "");
  const sizeAt = async (width: number, height: number) => {
    await page.setViewportSize({ width, height });
    return frame.boundingBox();
  };
  expect((await sizeAt(1280, 900))?.width).toBeGreaterThanOrEqual(670);
  expect((await sizeAt(1280, 900))?.height).toBeGreaterThanOrEqual(800);
  expect((await sizeAt(1280, 1500))?.height).toBe(1200);
  expect((await sizeAt(390, 700))?.height).toBe(700);
});

test.describe("where the frame does not work, it says so and leads to iDenfy's own page", () => {
  const link = (page: Page) => page.getByRole("link", { name: "Open it on a page of its own" });

  test("the page's policy forbids it", async ({ page }) => {
    await playWindow(page);
    const told = await show(page, { headers: { "content-security-policy": "frame-src 'self'" } });
    await expect(page.getByRole("alert")).toHaveText("The identity check cannot be shown on this page.");
    await expect(page.locator("iframe")).toHaveCount(0);
    await expect(link(page)).toHaveAttribute("href", redirectUrl);
    expect(await told()).toEqual(["blocked"]);
    await expectAccessible(page);
    await expectThemed(page.locator("idenfy-verify"));
  });

  test("the page's policy keeps the camera away", async ({ page }) => {
    await playWindow(page);
    const told = await show(page, { headers: { "permissions-policy": "camera=()" } });
    await expect(page.getByRole("alert")).toHaveText("The identity check cannot use your camera on this page.");
    await expect(windowOf(page).getByText("The window")).toBeVisible();
    await expect(link(page)).toBeVisible();
    expect(await told()).toEqual(["camera"]);
  });

  test("the person keeps the camera away", async ({ page, context }) => {
    await playWindow(page);
    await context.clearPermissions();
    const browser = await context.newCDPSession(page);
    const { targetInfo } = await browser.send("Target.getTargetInfo");
    await browser.send("Browser.setPermission", {
      browserContextId: targetInfo.browserContextId,
      permission: { name: "camera" },
      setting: "denied",
    });
    const told = await show(page);
    await expect(page.getByRole("alert")).toHaveText("The identity check cannot use your camera on this page.");
    expect(await told()).toEqual(["camera"]);
  });

  test("it does not load, or late", async ({ page }) => {
    const { promise: late, resolve: load } = Promise.withResolvers<void>();
    await page.clock.install();
    await page.route("https://ui.idenfy.com/**", async (route) => {
      await late;
      await route.fulfill({ contentType: "text/html", body: "<!doctype html><p>The window" });
    });
    const told = await show(page);
    await expect(page.getByRole("status")).toHaveText("Opening the identity check…");
    await page.clock.fastForward(14_000);
    expect(await told()).toEqual([]);
    await page.clock.fastForward(1000);
    await expect(page.getByRole("alert")).toHaveText("The identity check has not opened yet.");
    await expect(link(page)).toBeVisible();
    expect(await told()).toEqual(["slow"]);
    load();
    await expect(windowOf(page).getByText("The window")).toBeVisible();
    await expect(page.getByRole("alert")).toBeEmpty();
    await expect(page.getByText("If it stays empty")).toBeVisible();
  });

  test("iDenfy forbids frames, which no page is told: the way out is there from the beginning", async ({ page }) => {
    await playWindow(page, "", { "x-frame-options": "DENY" });
    await show(page);
    await expect(page.getByRole("status")).toBeEmpty();
    await expect(page.getByText("If it stays empty or your camera does not start:")).toBeVisible();
    await link(page).press("Enter");
    await expect(page).toHaveURL(redirectUrl);
  });

  test.beforeEach(({ page }) =>
    page.route("https://ivs.idenfy.com/**", (route) => route.fulfill({ contentType: "text/html", body: "iDenfy" })),
  );
});

test("by redirect, it is one link", async ({ page }) => {
  await show(page, { attributes: { mode: "redirect" } });
  await expect(page.getByRole("link", { name: "Go to the identity check" })).toHaveAttribute("href", redirectUrl);
  await expect(page.locator("iframe")).toHaveCount(0);
  await expectAccessible(page);
  await expectThemed(page.locator("idenfy-verify"));
});

test("on a page that is written from right to left, it is written as its own language is", async ({ page }) => {
  await playWindow(page);
  await show(page);
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  await expect(page.getByText("If it stays empty or your camera does not start:")).toHaveCSS("direction", "ltr");
  await expect(page.locator("idenfy-verify [part=status]")).toHaveCSS("direction", "ltr");
});

test("an address that is not https is not opened", async ({ page }) => {
  const { promise, resolve } = Promise.withResolvers<Error>();
  page.on("pageerror", resolve);
  await show(page, { attributes: { "redirect-url": "javascript:alert(1)" } });
  expect((await promise).message).toContain("Give it the redirectUrl of a token.");
  await expect(page.locator("iframe, idenfy-verify a")).toHaveCount(0);
});

test("a phone that is two years old opens it, and is told where the page forbids it", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(URL, "parse"));
  await playWindow(page);
  await show(page);
  await expect(windowOf(page).getByText("The window")).toBeVisible();
  const told = await show(page, { headers: { "content-security-policy": "frame-src 'self'" } });
  await expect.poll(told).toEqual(["blocked"]);
});

test("what was set before the element was defined counts", async ({ page }) => {
  await page.evaluate(async (redirectUrl) => {
    const element = Object.assign(document.createElement("idenfy-verify"), { redirectUrl, mode: "redirect" });
    document.body.append(element);
    await import("/src/verify.ts" as string);
  }, redirectUrl);
  await expect(page.getByRole("link")).toHaveAttribute("href", redirectUrl);
});

test("focus goes to the window, and to the link where there is none", async ({ page }) => {
  await playWindow(page);
  await show(page);
  const focused = () =>
    page.evaluate(() => {
      const element = document.querySelector("idenfy-verify");
      element?.focus();
      return element?.shadowRoot?.activeElement?.localName;
    });
  await expect.poll(focused).toBe("iframe");
  await page.locator("idenfy-verify").evaluate((element) => element.setAttribute("mode", "redirect"));
  await expect.poll(focused).toBe("a");
});

test("another token takes the place of the one before, and nothing is heard once it is gone", async ({ page }) => {
  await playWindow(page, `<script>parent.postMessage('{"status":"FAILED","manualStatus":"INACTIVE"}', "*")</script>`);
  const told = await show(page);
  await expect.poll(told).toEqual(["failed"]);
  await expect(page.getByRole("status")).toHaveText("Your identity check did not succeed.");
  await page
    .locator("idenfy-verify")
    .evaluate((element, url) => element.setAttribute("redirect-url", url), redirectUrl.replace("abc", "def"));
  await expect.poll(told).toEqual(["failed", "failed"]);
  await expect(page.locator("iframe")).toHaveCount(1);
  await page.locator("idenfy-verify").evaluate((element) => element.removeAttribute("redirect-url"));
  await expect(page.locator("iframe")).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`it is accessible and fits 320 pixels, in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 320, height: 640 });
    await playWindow(page);
    for (const attributes of [{ mode: "frame" }, { mode: "redirect" }]) {
      await show(page, { attributes });
      await page.addStyleTag({ content: ":root { color-scheme: light dark; background: Canvas } body { margin: 0 }" });
      await expect(page.getByRole("link")).toBeVisible();
      await expectAccessible(page);
      await expectThemed(page.locator("idenfy-verify"));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    }
  });
}
