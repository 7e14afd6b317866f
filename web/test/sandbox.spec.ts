// The sandbox's own pages, as somebody sees them on a small phone at night.

import type { Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { testFile } from "./files.ts";
import { expect, test } from "./stack.ts";

test.use({ viewport: { width: 320, height: 640 }, colorScheme: "dark" });

/** Nothing sticks out sideways, the page has turned dark, and axe finds nothing. */
async function fits(page: Page) {
  await expectAccessible(page);
  const [wider, background] = await page.evaluate(() => [
    document.documentElement.scrollWidth - window.innerWidth,
    getComputedStyle(document.body).backgroundColor,
  ]);
  expect(wider, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
  expect(background).toBe("rgb(22, 24, 27)");
}

interface Token {
  authToken: string;
  scanRef: string;
  redirectUrl: string;
}

async function createToken(page: Page, url: string, request: object): Promise<Token> {
  const answer = await page.request.post(`${url}/v1/token`, { data: { request } });
  return answer.json();
}

test("the window and the desk fit a small screen", async ({ page, stack }) => {
  const { redirectUrl, scanRef } = await createToken(page, stack.url, {
    clientId: "phone",
    locale: "de",
    additionalSteps: { ALL: { ALL: ["UTILITY_BILL"] } },
  });

  await page.goto(redirectUrl);
  await page.getByLabel("Document type").selectOption("PASSPORT");
  await fits(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Water Bill").check();
  await fits(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Bitte laden Sie einen Adressnachweis hoch" })).toBeVisible();
  await fits(page);

  await page.getByLabel("Choose a file").setInputFiles({
    name: "bill.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("To pay: 10 €"),
  });
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("alert")).toContainText("This is a text");
  await fits(page);
  await page.getByLabel("Choose a file").setInputFiles(await testFile("bill.jpg"));
  await page.getByRole("button", { name: "Upload" }).click();
  await expect(page.getByRole("heading", { name: "Thank you, that was everything" })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
  await fits(page);

  await page.goto(new URL("/_sandbox/", redirectUrl).href);
  const card = page.getByRole("article", { name: scanRef });
  await expect(card.getByText("Water Bill")).toBeVisible();
  await card.getByRole("button", { name: "Judge invalid" }).click();
  await expect(page.getByRole("status")).toContainText("the receiver accepted it (HTTP 200)");
  await fits(page);
});

test("the desk tells what it could not do until the next click", async ({ page, stack }) => {
  const { redirectUrl, scanRef } = await createToken(page, stack.url, { clientId: "forgotten" });
  const desk = new URL("/_sandbox/", redirectUrl).href;
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(desk);
  const card = page.getByRole("article", { name: scanRef });
  await expect(card).toBeVisible();

  // The desk does not look while somebody else forgets everything.
  const look = `${desk}api/verifications`;
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  await page.route(look, async (route) => {
    await held;
    await route.continue();
  });
  await page.request.post(`${desk}api/reset`, { headers: { "X-Sandbox": "1" }, data: {} });
  await card.getByRole("button", { name: "Let the session expire" }).click();
  await expect(page.getByRole("alert")).toContainText("No verification with this scanRef");
  goOn();
  await expect(card).toBeHidden();
  await page.waitForResponse(look);
  await expect(page.getByRole("alert")).toContainText("No verification with this scanRef");

  await page.getByRole("button", { name: "Forget everything" }).click();
  await expect(page.getByRole("alert")).toBeHidden();
});

test("the window tells the page that frames it how it ended", async ({ page, stack }) => {
  const { redirectUrl, authToken } = await createToken(page, stack.url, {
    clientId: "frame",
    additionalSteps: { ALL: { ALL: {} } },
  });
  const { origin } = new URL(redirectUrl);
  await page.setContent(`<iframe src="${origin}/?authToken=${authToken}"></iframe>`);
  const told = await page.evaluateHandle(() => {
    const told: object[] = [];
    addEventListener("message", ({ data, origin }) => told.push({ data, origin }));
    return told;
  });
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Document type").selectOption("PASSPORT");
  await frame.getByRole("button", { name: "Continue" }).click();
  const data = '{"status":"APPROVED","manualStatus":"WAITING","autoSuspected":false,"manualSuspected":false}';
  await expect.poll(() => told.jsonValue(), "a JSON string, as iDenfy's is").toEqual([{ data, origin }]);
});
