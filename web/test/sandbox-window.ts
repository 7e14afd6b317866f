import { expect, type FrameLocator, type Page } from "@playwright/test";

/** Gives a bill in the sandbox's window, as a person does in iDenfy's. */
export async function giveFirstBill(window: Page | FrameLocator, bill: string): Promise<void> {
  await window.getByLabel("Issuing country").selectOption("LT");
  await window.getByLabel("Document type").selectOption("PASSPORT");
  await window.getByRole("button", { name: "Continue" }).click();
  await window.getByLabel("Electricity Bill").check();
  await window.getByRole("button", { name: "Continue" }).click();
  await window.getByLabel("Choose a file").setInputFiles(bill);
  await window.getByRole("button", { name: "Upload" }).click();
  await expect(window.getByRole("heading", { name: "Thank you, that was everything" })).toBeVisible();
}
