// A file on the page: made to fit, cancelled, replaced while it is looked into.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { testFile } from "./files.ts";
import { padded } from "./pictures.ts";
import { expect, test } from "./stack.ts";

const chooseFile = (page: Page) => page.getByLabel("File", { exact: true });

/** Opens the page with a wasm that does not arrive until the returned function is called. */
async function openWithoutWasm(page: Page, url: string): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/steps-*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  await page.goto(url);
  return release;
}

test("a picture that is too large is made to fit when the person asks for it, and shown", async ({ page, stack }) => {
  await page.goto(stack.url);
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") posts.push(request.url());
  });
  const large = padded(await readFile(await testFile("bill.jpg")), 6_500_000);
  await chooseFile(page).setInputFiles({ name: "bill.jpg", mimeType: "image/jpeg", buffer: large });
  await expect(page.getByText("bill.jpg: JPEG picture, not accepted.")).toBeVisible();
  const copy = page.getByRole("img", { name: "The copy" });
  await expect(copy).toBeHidden();

  await page.getByRole("button", { name: "Make such a copy" }).click();
  await expect(page.getByText("bill.jpg: JPEG picture, fine to send.")).toBeVisible();
  await expect(copy).toBeVisible();
  expect(
    await copy.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBeGreaterThan(100);
  await expect(page.getByRole("figure")).toContainText(/6\.[5-9] MB before, [\d.]+ kB now, with \d+ × \d+ pixels/);
  expect(posts).toEqual([]);

  await chooseFile(page).setInputFiles(await testFile("bill.pdf"));
  await expect(page.getByText("bill.pdf: PDF document, fine to send.")).toBeVisible();
  await expect(copy).toBeHidden();
  await expect(page.getByRole("button", { name: "Make such a copy" })).toBeHidden();
});

test("a picture that says where it was taken may go without", async ({ page, stack }) => {
  await page.goto(stack.url);
  await chooseFile(page).setInputFiles(await testFile("cases/jpeg-location.jpg"));
  await expect(page.getByText("jpeg-location.jpg: JPEG picture, fine to send.")).toBeVisible();
  const findings = page.getByRole("list", { name: "Findings in the file" }).getByRole("listitem");
  await expect(findings).toHaveCount(1);
  await page.getByRole("button", { name: "Make such a copy" }).click();
  await expect(page.getByRole("img", { name: "The copy" })).toBeVisible();
  await expect(findings).toHaveCount(0);
});

test("looking into a file can be cancelled, and the same file chosen again", async ({ page, stack }) => {
  const release = await openWithoutWasm(page, stack.url);
  const bill = await testFile("bill.pdf");
  await chooseFile(page).setInputFiles(bill);
  await expect(page.getByText("Looking into the file…")).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Cancelled. Choose a file to go on.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Cancel" })).toBeHidden();
  release();
  await chooseFile(page).setInputFiles(bill);
  await expect(page.getByText("bill.pdf: PDF document, fine to send.")).toBeVisible();
});

test("a new file takes the place of one that is being looked into", async ({ page, stack }) => {
  const release = await openWithoutWasm(page, stack.url);
  const verdicts = await page.locator("#upload-verdict").evaluateHandle((verdict) => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(verdict.textContent)).observe(verdict, { childList: true });
    return seen;
  });
  const bill = await testFile("bill.pdf");
  for (const file of [await testFile("bill.jpg"), await testFile("bill.png"), bill]) {
    await chooseFile(page).setInputFiles(file);
    await expect(page.getByText("Looking into the file…")).toBeVisible();
  }
  release();
  await expect(page.getByText("bill.pdf: PDF document, fine to send.")).toBeVisible();
  const digest = createHash("sha256").update(await readFile(bill));
  await expect(page.getByText(digest.digest("hex"))).toBeVisible();
  await chooseFile(page).setInputFiles(await testFile("bill.txt"));
  await expect(page.getByText("bill.txt: text, not accepted.")).toBeVisible();
  const told = (await verdicts.jsonValue()).filter((text) => text.includes(":"));
  expect(told).toEqual(["bill.pdf: PDF document, fine to send.", "bill.txt: text, not accepted."]);
});
