// The story of README, as a person lives it: a payload, a token, a first bill
// at iDenfy, a reviewer who wants a better one, and the upload that replaces it.
// It runs against the real wrangler dev and sandbox, and with no server at all.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "./axe.ts";
import { testFile } from "./files.ts";
import { opened } from "./opened.ts";
import { giveFirstBill } from "./sandbox-window.ts";
import { expect, test } from "./stack.ts";

const sha256 = async (path: string) =>
  createHash("sha256")
    .update(await readFile(path))
    .digest("hex");

/** Opens the link in the tab that it asks for. */
async function follow(page: Page, name: string): Promise<Page> {
  return opened(page, "popup", () => page.getByRole("link", { name }).click());
}

/** Creates a token and returns its scanRef. */
async function createToken(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Create a token" }).click();
  await expect(page.getByText("The token is there.")).toBeVisible();
  return (await page.getByText(/^sandbox-\w+$/).textContent()) ?? "";
}

async function tellTheStory(page: Page) {
  const [firstBill, betterBill] = [await testFile("bill.jpg"), await testFile("bill.pdf")];

  await test.step("the payload is judged as it is typed", async () => {
    const payload = page.getByRole("textbox", { name: "Payload" });
    await payload.fill('{"clientId": "1", "additionalSteps": {"ALL": {"PASPORT": ["UTILITY_BILL"]}}}');
    await expect(page.getByRole("list", { name: "Findings in the payload" })).toContainText("PASPORT");
    await expectAccessible(page);
    const compared = '"additionalData": {"UTILITY_BILL": {"address": "1 Main Street"}}';
    await payload.fill(`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}}, ${compared}}`);
    await expect(page.getByText("Nothing to fix.")).toBeVisible();
    await expect(page.getByRole("list", { name: "What the person sees" })).toContainText("UTILITY_BILL");
  });

  const scanRef = await test.step("the first bill is given at iDenfy", async () => {
    const created = await createToken(page);
    const window = await follow(page, "Open iDenfy's window");
    await giveFirstBill(window, firstBill);
    await window.close();
    await expect(page.getByText("Waiting: iDenfy has not decided yet.")).toBeVisible();
    return created;
  });

  const desk = await follow(page, "Open the sandbox's desk");
  const card = desk.getByRole("article", { name: scanRef });
  const refuse = async () => {
    await card.getByLabel("Reason").selectOption("EXPIRED_UTILITY_BILL");
    await card.getByRole("button", { name: "Judge invalid" }).click();
    await expect(desk.getByRole("status")).toContainText("the receiver accepted it (HTTP 200)");
    await page.bringToFront();
    await expect(page.getByText("Asked again: UTILITY_BILL. Send a better document below.")).toBeVisible();
  };
  await test.step("the reviewer wants a better one, and the page learns of it", async () => {
    await expect(card.getByText(await sha256(firstBill))).toBeVisible();
    await refuse();
  });

  const replace = async (bill: string) => {
    const button = page.getByRole("button", { name: "Choose a file" });
    const chooser = await opened(page, "filechooser", () => button.click());
    await chooser.setFiles(bill);
    await expect(page.getByText("Your file is ready.")).toBeVisible();
    await expect(page.getByText(await sha256(bill))).toBeVisible();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByRole("button", { name: "Yes, send it" }).click();
    await expect(page.getByText("Thank you. Your document has arrived.")).toBeVisible();
    await desk.bringToFront();
  };
  await test.step("a bill that is not better is asked for again, and nobody offers before what would be refused", async () => {
    await replace(firstBill);
    await page.bringToFront();
    await expect(page.getByText("Waiting: iDenfy has not decided yet.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Send another document instead" })).toBeHidden();
    await desk.bringToFront();
    await refuse();
  });

  await test.step("exactly the new bytes replace the first", async () => {
    await replace(betterBill);
    await expect(card.locator(".current").getByText(await sha256(betterBill))).toBeVisible();
    await expect(
      card
        .locator(".replaced")
        .getByText(await sha256(firstBill))
        .last(),
    ).toBeVisible();
  });

  await test.step("the new bill is accepted", async () => {
    await card.getByRole("button", { name: "Judge valid" }).click();
    await page.bringToFront();
    await expect(page.getByText("Accepted: nothing more is needed.")).toBeVisible();
  });
}

/** Keeps everything that the browser receives, to be searched for secrets. */
function keepAnswers(context: BrowserContext): () => Promise<Buffer> {
  const answers: Promise<Buffer>[] = [];
  context.on("response", (response) => {
    const headers = response.allHeaders().then((h) => Buffer.from(JSON.stringify(h)));
    answers.push(
      headers,
      response.body().catch(() => Buffer.alloc(0)),
    );
  });
  return async () => Buffer.concat(await Promise.all(answers));
}

test("a better bill, through the gateway", async ({ page, context, stack }) => {
  const answers = keepAnswers(context);
  await page.goto(stack.url);
  await tellTheStory(page);

  const received = await answers();
  expect(received.includes("redirectUrl"), "the answers were kept").toBe(true);
  expect(received.includes("\0asm"), "the wasm among them").toBe(true);
  expect(stack.secrets).toHaveLength(3);
  for (const secret of stack.secrets) expect(received.includes(secret), "no secret reaches the browser").toBe(false);
});

test("a better bill, with no server", async ({ page, stack }) => {
  await page.goto(stack.url);
  await page.getByRole("switch", { name: "No server" }).check();
  await expect(page.getByRole("switch", { name: "No server" })).toBeEnabled();
  const calls: string[] = [];
  page.on("request", (request) => calls.push(new URL(request.url()).pathname));
  await tellTheStory(page);
  expect(calls.some((path) => path.startsWith("/no-server/v1/"))).toBe(true);
  expect(calls.filter((path) => path.startsWith("/v1/"))).toEqual([]);
});
