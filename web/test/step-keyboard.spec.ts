// `<idenfy-step>` without a mouse and without a screen: what the keyboard reaches, and what a screen reader is told.
import type { Page } from "@playwright/test";
import { testFile } from "./files.ts";
import { opened } from "./opened.ts";
import { allowCamera, answered, bill, expect, type StepPage, test, withCamera } from "./step-page.ts";
import { poaDocuments, withholdEngine } from "./step-states.ts";

test.use(withCamera);

/** What has the focus, as a screen reader names it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.textContent && active.tagName !== "SELECT" ? active.textContent : active?.tagName;
  });

async function expectFocus({ page }: StepPage, on: string | RegExp) {
  if (typeof on === "string") await expect.poll(() => focused(page)).toBe(on);
  else await expect.poll(() => focused(page)).toMatch(on);
}

/** Tabs to what comes next. */
async function tabTo(step: StepPage, on: string) {
  await step.page.keyboard.press("Tab");
  await expectFocus(step, on);
}

test("a bill is given by keyboard alone, and the focus is never lost", async ({ step }) => {
  const { page } = step;
  await step.onUpload(answered);
  await step.open(
    { ...bill, poaDocuments },
    { around: ["<a href='#before'>Before</a>", "<a href='#after'>After</a>"] },
  );
  await page.getByRole("link", { name: "Before" }).focus();
  await tabTo(step, "SELECT");
  await tabTo(step, "Take a photo");
  await tabTo(step, "Choose a file");
  await tabTo(step, "After");
  await page.keyboard.press("Shift+Tab");
  await expectFocus(step, "Choose a file");
  const chooser = await opened(page, "filechooser", () => page.keyboard.press("Enter"));
  await chooser.setFiles(await testFile("bill.jpg"));
  await expectFocus(step, "Your file is ready.");
  await tabTo(step, "Send");
  await page.keyboard.press("Enter");
  await expectFocus(step, "SELECT");
  await expect(step.problem).toHaveText("What kind of document is it?");
  await page.keyboard.type("Elec");
  await expect(step.element.getByRole("combobox")).toHaveValue("Electricity Bill");
  await expect(step.problem).toBeEmpty();
  await tabTo(step, "Send");
  await page.keyboard.press("Enter");
  await expectFocus(step, /^This takes the place of what you gave before/);
  await tabTo(step, "Yes, send it");
  await page.keyboard.press("Space");
  await expectFocus(step, "Thank you. Your document has arrived.");
  await tabTo(step, "Send another document instead");
  await page.keyboard.press("Enter");
  await expectFocus(step, "Take a photo");
});

test("a photo is taken by keyboard alone, and taken back", async ({ step }) => {
  const { page } = step;
  await allowCamera(page);
  await step.open({ name: "PHOTO", settings: { canUpload: false } });
  await tabTo(step, "Take a photo");
  await page.keyboard.press("Enter");
  await expectFocus(step, "Take the photo");
  await tabTo(step, "Cancel");
  await page.keyboard.press("Enter");
  await expectFocus(step, "Take a photo");
  await page.keyboard.press("Enter");
  await expectFocus(step, "Take the photo");
  await page.keyboard.press("Enter");
  await expectFocus(step, "Your file is ready.");
});

test("a screen reader is told what there is, and each change once", async ({ step }) => {
  await step.onUpload(answered);
  await step.open(bill);
  await expect(step.element).toMatchAriaSnapshot(`
    - group "Please upload a proof of address document":
      - heading "Please upload a proof of address document" [level=2]
      - paragraph: A utility bill or a bank statement, not older than three months, with your full name and address.
      - heading "Before you start, please check your document" [level=3]
      - list "Before you start, please check your document":
        - listitem: It is not older than three months.
        - listitem: "All of it can be read: nothing is blurred or covered."
        - listitem: It is an official document, not handwritten.
        - listitem: It is in Latin letters.
        - listitem: It shows your full name, your address and a date.
      - status
      - alert
      - button "Take a photo"
      - button "Choose a file"
      - paragraph: JPEG, PNG, or PDF
      - paragraph: You can also drop or paste a file here.
  `);
  const told = await step.element.getByRole("status").evaluateHandle((live) => {
    const told: string[] = [];
    new MutationObserver(() => told.push((live as HTMLElement).textContent.trim())).observe(live, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return told;
  });
  await step.choose("cases/jpeg-location.jpg");
  await expect(step.element.getByRole("group")).toMatchAriaSnapshot(`
    - status:
      - paragraph: Your file can be sent. Please read this first.
      - list:
        - listitem:
          - strong: Please check
          - text: This picture says where it was taken. If you do not want to send that, it can be taken out.
    - alert
    - figure:
      - img "Your picture"
    - button "Make a copy"
    - button "Send"
    - button "Take a photo"
    - button "Choose another file"
  `);
  await step.button("Send").click();
  await step.button("Yes, send it").click();
  await expect(step.status).toHaveText("Thank you. Your document has arrived.");
  const texts = await told.jsonValue();
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of ["Looking at your file…", "Your file can be sent.", "Sending…", "Your document has arrived."]) {
    expect(texts.join()).toContain(text);
  }
});

test("nothing moves where the person wants no motion", async ({ step }) => {
  await withholdEngine(step);
  await step.page.emulateMedia({ reducedMotion: "reduce" });
  await step.open(bill);
  await step.choose("bill.jpg");
  await expect(step.status).toHaveText("Looking at your file…");
  await expect(step.element.locator("progress")).not.toBeVisible();
  await step.page.emulateMedia({ reducedMotion: "no-preference" });
  await expect(step.element.getByRole("progressbar", { name: "Looking at your file…" })).toBeVisible();
});
