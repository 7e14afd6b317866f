// Every state in which a person can see `<idenfy-step>`, and how to get there.
import { readFile } from "node:fs/promises";
import { testFile } from "./files.ts";
import { padded } from "./pictures.ts";
import { allowCamera, answered, bill, expect, type StepPage } from "./step-page.ts";

export interface StepState {
  name: string;
  reach(step: StepPage): Promise<void>;
}

export const poaDocuments = ["Bank Statement", "Electricity Bill", "Lease Agreement for Your Residence", "Other"];

/** A picture that is too large, until a copy of it is made. */
export async function largePicture() {
  const buffer = padded(await readFile(await testFile("bill.jpg")), 6_500_000);
  return { name: "my-bill.jpg", mimeType: "image/jpeg", buffer };
}

/** The file that the engine looks into stays in its hands: the wasm does not arrive. */
export const withholdEngine = ({ page }: StepPage) => page.route("**/files.wasm*", () => {});

const chosen =
  (file: string, status: string, request = bill) =>
  async (step: StepPage) => {
    await step.open(request);
    await step.choose(file);
    await expect(step.status).toHaveText(status);
  };

const sent = (answer: Parameters<StepPage["onUpload"]>[0]) => async (step: StepPage) => {
  await step.onUpload(answer);
  await chosen("bill.jpg", "Your file is ready.")(step);
  await step.button("Send").click();
  await step.button("Yes, send it").click();
};

const away = { identifier: "INTERNAL_ERROR", message: "iDenfy cannot be reached at the moment." };

export const states: StepState[] = [
  { name: "choosing", reach: (step) => step.open({ name: "UTILITY_BILL" }) },
  { name: "choosing-by-rules", reach: (step) => step.open(bill) },
  { name: "choosing-a-kind", reach: (step) => step.open({ ...bill, poaDocuments }) },
  {
    name: "choosing-in-own-words",
    reach: (step) =>
      step.open({
        name: "ADDITIONAL_DOCUMENT",
        settings: { canCapture: false, canUploadPDF: false },
        texts: { en: { name: "Your student card", description: "Both sides, on one picture." } },
      }),
  },
  { name: "photo-only", reach: (step) => step.open({ name: "PHOTO", settings: { canUpload: false } }) },
  { name: "impossible", reach: (step) => step.open({ name: "X", settings: { canUpload: false, canCapture: false } }) },
  { name: "disabled", reach: (step) => step.open(bill, { attributes: "disabled" }) },
  {
    name: "camera",
    async reach(step) {
      await step.open(bill);
      await allowCamera(step.page);
      await step.button("Take a photo").click();
      await expect(step.button("Take the photo")).toBeVisible();
    },
  },
  {
    name: "camera-blocked",
    async reach(step) {
      await step.open(bill);
      await step.button("Take a photo").click();
      await expect(step.problem).toContainText("may not use your camera");
    },
  },
  {
    name: "two-files",
    async reach(step) {
      await step.open(bill);
      await step.drop(["bill.jpg", "bill.pdf"]);
      await expect(step.problem).toContainText("Only one file");
    },
  },
  {
    name: "looking",
    async reach(step) {
      await withholdEngine(step);
      await step.open(bill);
      await step.choose("bill.jpg");
      await expect(step.status).toHaveText("Looking at your file…");
    },
  },
  {
    name: "engine-failed",
    async reach(step) {
      await step.page.route("**/files.wasm*", (route) => route.abort());
      await step.open(bill);
      await step.choose("bill.jpg");
      await expect(step.problem).toContainText("could not be looked at");
    },
  },
  { name: "picture-ready", reach: chosen("bill.jpg", "Your file is ready.") },
  { name: "pdf-ready", reach: chosen("bill.pdf", "Your file is ready.") },
  { name: "to-check", reach: chosen("cases/jpeg-location.jpg", "Your file can be sent. Please read this first.") },
  { name: "refused-heic", reach: chosen("photo.jpg", "This file cannot be sent.") },
  { name: "refused-text", reach: chosen("bill.txt", "This file cannot be sent.") },
  {
    name: "refused-pdf",
    reach: chosen("bill.pdf", "This file cannot be sent.", { ...bill, settings: { canUploadPDF: false } }),
  },
  {
    name: "too-large",
    async reach(step) {
      await step.open(bill);
      await step.choose(await largePicture());
      await expect(step.button("Make a copy")).toBeVisible();
    },
  },
  {
    name: "copied",
    async reach(step) {
      await step.open(bill);
      await step.choose(await largePicture());
      await step.button("Make a copy").click();
      await expect(step.status).toContainText("Here is the copy");
    },
  },
  {
    name: "kind-missing",
    async reach(step) {
      await chosen("bill.pdf", "Your file is ready.", { ...bill, poaDocuments })(step);
      await step.button("Send").click();
      await expect(step.problem).toHaveText("What kind of document is it?");
    },
  },
  {
    name: "asking",
    async reach(step) {
      await chosen("bill.jpg", "Your file is ready.")(step);
      await step.button("Send").click();
      await expect(step.button("Yes, send it")).toBeVisible();
    },
  },
  {
    name: "sending",
    async reach(step) {
      await sent(() => {})(step);
      await expect(step.element.getByRole("progressbar")).toBeVisible();
    },
  },
  {
    name: "failed",
    async reach(step) {
      await sent((route) => route.fulfill({ status: 403, json: { ...away, identifier: "CALLER_EXPIRED" } }))(step);
      await expect(step.status).toHaveText("Your document was not sent.");
    },
  },
  {
    name: "done",
    async reach(step) {
      await sent(answered)(step);
      await expect(step.status).toHaveText("Thank you. Your document has arrived.");
    },
  },
];
