// `<idenfy-step>` as a person meets it: every way to give a file, everything that may be wrong with it, every end.
import { readFile } from "node:fs/promises";
import type { Page, Route } from "@playwright/test";
import type { StepElement } from "../src/step.ts";
import { testFile } from "./files.ts";
import { opened } from "./opened.ts";
import { allowCamera, answered, bill, expect, type StepPage, test, withCamera } from "./step-page.ts";
import { largePicture, poaDocuments, withholdEngine } from "./step-states.ts";

test.use(withCamera);

const ready = "Your file is ready.";
const arrived = "Thank you. Your document has arrived.";
const refused = "This file cannot be sent.";

/** Keeps what is uploaded: where to, and how the file begins. */
async function keepUploads(step: StepPage, answer: (route: Route) => unknown = answered) {
  const uploads: string[] = [];
  await step.onUpload((route) => {
    uploads.push(`${new URL(route.request().url()).search} ${route.request().postData()?.slice(0, 8)}`);
    return answer(route);
  });
  return uploads;
}

async function send(step: StepPage) {
  await step.button("Send").click();
  await step.button("Yes, send it").click();
}

/** Cancels every event of that type. */
const cancelAll = (step: StepPage, type: string) =>
  step.element.evaluate((element, type) => element.addEventListener(type, (event) => event.preventDefault()), type);

test("a bill is chosen, looked at, agreed to and sent", async ({ step }) => {
  const uploads = await keepUploads(step);
  await step.open(bill);
  await expect(step.element.getByRole("list", { name: /^Before you start/ }).getByRole("listitem")).toHaveCount(5);
  await step.choose("bill.jpg");
  await expect(step.status).toHaveText(ready);
  await expect(step.element.getByRole("img", { name: "Your picture" })).toBeVisible();
  await step.button("Send").click();
  await expect(step.status).toContainText("takes the place of what you gave before");
  expect(uploads).toEqual([]);
  await step.button("Yes, send it").click();
  await expect(step.status).toHaveText(arrived);
  expect(uploads).toEqual(["?scanRef=sandbox-1&step=UTILITY_BILL /9j/2wCE"]);
  const acts = ["choose", "inspect", "upload"].flatMap((act) => [`before${act}`, act]);
  expect(await step.told()).toEqual(acts);
});

test("who clicks twice neither agrees unasked nor cancels", async ({ step }) => {
  const uploads = await keepUploads(step, () => {});
  await step.open(bill);
  await step.element.evaluate((element) => element.style.setProperty("max-width", "none")); // one button in the other's place
  await step.choose("bill.jpg");
  await step.button("Send").dblclick();
  await expect(step.status).toContainText("takes the place of what you gave before");
  await step.button("Yes, send it").dblclick();
  await expect(step.status).toHaveText("Sending…");
  expect(uploads).toHaveLength(1);
  expect(await step.told()).not.toContain("cancel");
});

test("the rules are those of a reviewer who reads the bill", async ({ step }) => {
  const list = step.element.getByRole("list", { name: /^Before you start/ });
  for (const [request, rules] of [
    [{ name: "UTILITY_BILL", type: "EXTRACT" }, 5],
    [{ name: "UTILITY_BILL", type: "UPLOAD" }, 0],
    [{ name: "SELFIE", type: "COMPARE" }, 0],
  ] as const) {
    await step.open(request);
    await expect(list.getByRole("listitem")).toHaveCount(rules);
  }
});

test("a PDF is dropped, and its pages are counted", async ({ step }) => {
  await step.open(bill);
  await step.drop(["bill.pdf"]);
  await expect(step.status).toHaveText(ready);
  await expect(step.element.getByRole("figure")).toHaveText(/^bill\.pdf · 1 page · [\d.]+ kB$/);
});

test("of two files dropped none is taken, and the one before is kept", async ({ step }) => {
  await step.open(bill);
  await step.choose("bill.pdf");
  await expect(step.status).toHaveText(ready);
  await step.drop(["bill.jpg", "bill.png"]);
  await expect(step.problem).toContainText("Only one file can be sent.");
  await expect(step.element.getByRole("figure")).toContainText("bill.pdf");
  await step.drop(["bill.jpg"]);
  await expect(step.problem).toBeEmpty();
  await expect(step.element.getByRole("figure")).toContainText("bill.jpg");
});

test("a picture is pasted", async ({ step }) => {
  await step.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await step.open(bill);
  await step.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(800, 1000);
    canvas.getContext("2d")?.fillRect(100, 100, 600, 50);
    await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
  });
  await step.button("Choose a file").focus();
  await step.page.keyboard.press("Control+V");
  await expect(step.status).toHaveText(ready);
  await expect(step.element.getByRole("figure")).toContainText(".png");
});

test("a photo is taken, and the camera is let go", async ({ step }) => {
  const uploads = await keepUploads(step);
  await step.open({ name: "PHOTO", settings: { canUpload: false } });
  await expect(step.button("Choose a file")).toBeHidden();
  await allowCamera(step.page);
  const tracks = await step.element.evaluateHandle((element: StepElement) => {
    const tracks: MediaStreamTrack[] = [];
    element.addEventListener("camera", ({ detail }) => tracks.push(...detail.stream.getTracks()));
    return tracks;
  });
  await step.button("Take a photo").click();
  await expect(step.button("Take the photo")).toBeFocused();
  await step.button("Cancel").click();
  await expect(step.button("Take a photo")).toBeFocused();
  await step.button("Take a photo").click();
  await step.button("Take the photo").click();
  await expect(step.status).toHaveText(ready);
  expect(await tracks.evaluate((tracks) => tracks.map(({ readyState }) => readyState))).toEqual(["ended", "ended"]);
  await send(step);
  await expect(step.status).toHaveText(arrived);
  expect(uploads).toEqual(["?scanRef=sandbox-1&step=PHOTO /9j/4AAQ"]);
});

test("a camera that is refused is explained, and works once it is allowed", async ({ step }) => {
  await step.open(bill);
  await step.button("Take a photo").click();
  await expect(step.problem).toContainText("Allow it beside the page’s address");
  await expect(step.button("Take a photo")).toBeFocused();
  await expect(step.button("Choose a file")).toBeVisible();
  await allowCamera(step.page);
  await step.button("Take a photo").click();
  await expect(step.button("Take the photo")).toBeVisible();
  await expect(step.problem).toBeEmpty();
});

test("where the element is disabled, the camera takes no photo", async ({ step }) => {
  await step.open(bill);
  await allowCamera(step.page);
  await step.button("Take a photo").click();
  await expect(step.button("Take the photo")).toBeEnabled();
  await step.element.evaluate((element) => element.setAttribute("disabled", ""));
  await expect(step.button("Take the photo")).toBeDisabled();
  await step.button("Cancel").click();
  await expect(step.button("Take a photo")).toBeDisabled();
});

test("a camera that is taken away says so", async ({ step }) => {
  await step.open(bill);
  await allowCamera(step.page);
  await step.element.evaluate((element: StepElement) =>
    element.addEventListener("camera", ({ detail }) => {
      for (const track of detail.stream.getTracks()) track.dispatchEvent(new Event("ended"));
    }),
  );
  await step.button("Take a photo").click();
  await expect(step.problem).toContainText("The camera does not start.");
});

test("a device without a camera says so; a phone offers its camera app", async ({ step }) => {
  await step.page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
    Object.defineProperty(HTMLInputElement.prototype, "capture", { value: "" });
  });
  await step.open({ name: "PHOTO", settings: { canUpload: false } });
  await expect(step.button("Use the camera app")).toBeHidden();
  await step.button("Take a photo").click();
  await expect(step.problem).toHaveText("No camera was found.");
  const chooser = await opened(step.page, "filechooser", () => step.button("Use the camera app").click());
  await expect(step.element.locator("input")).toHaveAttribute("capture", "environment");
  await chooser.setFiles(await testFile("bill.jpg"));
  await expect(step.status).toHaveText(ready);
});

test("a picture that is too large is sent as a copy that the person has seen", async ({ step }) => {
  const uploads = await keepUploads(step);
  await step.open(bill);
  await step.choose(await largePicture());
  await expect(step.status).toHaveText(refused);
  await expect(step.element.getByRole("listitem")).toHaveText(/This file has 6\.[5-9] MB; at most 6 MB can be sent\./);
  await expect(step.button("Send")).toBeHidden();
  await step.button("Make a copy").click();
  await expect(step.status).toHaveText("Here is the copy. Can you still read everything?");
  await expect(step.element.getByRole("figure")).toHaveText(/my-bill\.jpg · [\d.]+ kB instead of 6\.[5-9] MB/);
  expect(uploads).toEqual([]);
  await send(step);
  await expect(step.status).toHaveText(arrived);
  expect(uploads).toHaveLength(1);
});

test("a copy that cannot be made is not offered again", async ({ step }) => {
  await step.open(bill);
  const cutOff = Buffer.concat([
    (await readFile(await testFile("bill.jpg"))).subarray(0, 1000),
    Buffer.alloc(6_100_000),
  ]);
  await step.choose({ name: "bill.jpg", mimeType: "image/jpeg", buffer: cutOff });
  await step.button("Make a copy").click();
  await expect(step.problem).toHaveText(/^A copy that can still be read cannot be made\./);
  await expect(step.button("Make a copy")).toBeHidden();
  await step.choose(await largePicture());
  await expect(step.button("Make a copy")).toBeVisible();
});

for (const { what, file, settings, says } of [
  {
    what: "a PDF where none is taken",
    file: "bill.pdf",
    settings: { canUploadPDF: false },
    says: "A PDF cannot be sent here.",
  },
  { what: "a HEIC photo under a JPEG's name", file: "photo.jpg", settings: {}, says: "This is a HEIC photo." },
  { what: "a text", file: "bill.txt", settings: {}, says: "Please choose one of these: JPEG, PNG, or PDF." },
  {
    what: "a broken picture",
    file: "cases/jpeg-end-missing.jpg",
    settings: {},
    says: "The end of this file is missing.",
  },
]) {
  test(`${what} is refused with what to do, and another is taken`, async ({ step }) => {
    const uploads = await keepUploads(step);
    await step.open({ ...bill, settings });
    await step.choose(file);
    await expect(step.status).toHaveText(refused);
    await expect(step.element.getByRole("listitem")).toContainText([says]);
    await expect(step.button("Send")).toBeHidden();
    await step.choose("bill.png");
    await expect(step.status).toHaveText(ready);
    expect(uploads).toEqual([]);
  });
}

test("looking is cancelled, and the same file can be chosen again", async ({ step }) => {
  await withholdEngine(step);
  await step.open(bill);
  await step.choose("bill.pdf");
  await expect(step.status).toHaveText("Looking at your file…");
  await expect(step.status).toBeFocused();
  await step.button("Cancel").click();
  await expect(step.status).toHaveText("Stopped. Nothing was sent.");
  await step.choose("bill.pdf");
  await expect(step.status).toHaveText("Looking at your file…");
});

test("an engine that does not load can be tried again", async ({ step }) => {
  await step.page.route("**/files.wasm*", (route) => route.abort());
  await step.open(bill);
  await step.choose("bill.pdf");
  await expect(step.problem).toContainText("Your file could not be looked at.");
  await step.page.unroute("**/files.wasm*");
  await step.button("Try again").click();
  await expect(step.status).toHaveText(ready);
  await expect(step.problem).toBeEmpty();
});

test("sending is cancelled, fails, and is tried again without being asked again", async ({ step }) => {
  const answers: ((route: Route) => unknown)[] = [
    () => {},
    ...Array(3).fill((route: Route) => route.abort()), // the client tries three times
    (route) => route.fulfill({ status: 403, json: { identifier: "CALLER_EXPIRED", message: "…" } }),
    answered,
  ];
  await step.onUpload((route) => answers.shift()?.(route));
  await step.open(bill);
  await step.choose("bill.jpg");
  await send(step);
  await expect(step.status).toHaveText(/Sending…|Nearly done…/);
  await expect.poll(() => answers.length, "the first is under way").toBe(5);
  await step.button("Cancel").click();
  await expect(step.status).toHaveText(/^Stopped[.,]/);
  await step.button("Send").click();
  await expect(step.problem).toHaveText("There is no connection. Try again when you are online.");
  await step.button("Try again").click();
  await expect(step.problem).toContainText("Your session has ended.");
  await step.button("Try again").click();
  await expect(step.status).toHaveText(arrived);
  expect(answers).toEqual([]);
});

test("a connection that is lost is told, and sending goes on by itself when it is back", async ({ step }) => {
  let connected = false;
  await step.onUpload((route) => (connected ? answered(route) : route.abort("internetdisconnected")));
  await step.open(bill);
  await step.choose("bill.jpg");
  await step.button("Send").click();
  await step.page.context().setOffline(true);
  await step.button("Yes, send it").click();
  await expect(step.status).toHaveText("You are offline. Sending goes on when you are back.");
  connected = true;
  await step.page.context().setOffline(false);
  await expect(step.status).toHaveText(arrived);
});

test("what has arrived can be replaced", async ({ step }) => {
  const uploads = await keepUploads(step);
  await step.open(bill);
  await step.choose("bill.jpg");
  await send(step);
  await expect(step.status).toHaveText(arrived);
  await step.button("Send another document instead").click();
  await step.choose("bill.pdf");
  await step.button("Send").click();
  await expect(step.status).toHaveText(arrived);
  expect(uploads.map((upload) => upload.slice(-8))).toEqual(["/9j/2wCE", "JVBERi0x"]);
});

test("the kind of document is chosen from those that are allowed", async ({ step }) => {
  await keepUploads(step);
  await step.open({ ...bill, poaDocuments });
  const kind = step.element.getByLabel("What kind of document is it?");
  await expect(kind.getByRole("option")).toHaveText([
    "Please choose",
    "Bank statement",
    "Electricity bill",
    "Lease agreement for your residence",
    "Other",
  ]);
  await step.choose("bill.jpg");
  await step.button("Send").click();
  await expect(step.problem).toHaveText("What kind of document is it?");
  await expect(kind).toBeFocused();
  await kind.selectOption("Electricity bill");
  await expect(step.problem).toBeEmpty();
  const detail = step.element.evaluate(
    (element: StepElement) =>
      new Promise((done) =>
        element.addEventListener("upload", ({ detail: { scanRef, step, poaDocument } }) =>
          done({ scanRef, step, poaDocument }),
        ),
      ),
  );
  await send(step);
  expect(await detail).toEqual({ scanRef: "sandbox-1", step: "UTILITY_BILL", poaDocument: "Electricity Bill" });
});

test("every act can be prevented, and then nothing changes", async ({ step }) => {
  const uploads = await keepUploads(step);
  await step.open(bill);
  await allowCamera(step.page);
  for (const type of ["beforechoose", "beforecamera"]) await cancelAll(step, type);
  await step.choose("bill.jpg");
  await step.button("Take a photo").click();
  await expect(step.button("Choose a file")).toBeVisible();
  expect(await step.told()).toEqual(["beforechoose", "beforecamera"]);

  await step.open(bill);
  await cancelAll(step, "beforeinspect");
  await step.choose("bill.jpg");
  await expect(step.button("Choose a file")).toBeVisible();
  expect(await step.told()).toEqual(["beforechoose", "choose", "beforeinspect"]);

  await step.open(bill);
  for (const type of ["beforefit", "beforeupload"]) await cancelAll(step, type);
  await step.choose(await largePicture());
  await step.button("Make a copy").click();
  await expect(step.button("Make a copy")).toBeVisible();
  await step.choose("bill.jpg");
  await expect(step.status).toHaveText(ready);
  await send(step);
  await expect(step.status).toHaveText(ready);
  expect((await step.told()).slice(4)).toEqual([
    "beforefit",
    "beforechoose",
    "choose",
    "beforeinspect",
    "inspect",
    "beforeupload",
  ]);
  expect(uploads).toEqual([]);
});

test("without a verification it is a form's file", async ({ step }) => {
  const form: [string, string] = [
    '<form id="f"><label>Name <input name="who" value="me"></label>',
    '<button>Go on</button><button type="reset">Reset</button></form>',
  ];
  await step.open({ ...bill, poaDocuments }, { attributes: 'name="bill" required', around: form });
  const says = () => step.element.evaluate((element: StepElement) => element.validationMessage);
  const value = () =>
    step.page.evaluate(() =>
      [...new FormData(document.forms[0])].map(
        ([name, value]) => `${name}=${value instanceof File ? value.name : value}`,
      ),
    );
  expect(await says()).toBe("Please choose a file first.");
  await step.page.getByRole("button", { name: "Go on" }).click();
  await expect(step.element).toBeFocused();
  await step.choose("photo.jpg");
  await expect.poll(says).toBe(refused);
  await step.choose("bill.jpg");
  await expect(step.status).toHaveText(ready);
  await expect(step.button("Send")).toBeHidden();
  expect(await says()).toBe("What kind of document is it?");
  await step.element.getByLabel("What kind of document is it?").selectOption("Other");
  expect(await says()).toBe("");
  expect(await value()).toEqual(["who=me", "bill=bill.jpg", "bill-kind=Other"]);
  expect((await step.told()).filter((type) => type === "change")).toHaveLength(1);

  await step.page.getByRole("button", { name: "Reset" }).click();
  await expect(step.button("Choose a file")).toBeVisible();
  expect(await value()).toEqual(["who=me"]);
  await step.element.evaluate((element) => element.setAttribute("disabled", ""));
  await expect(step.button("Choose a file")).toBeDisabled();
  await step.drop(["bill.jpg"]);
  await expect(step.status).toBeEmpty();
});

test("a form's file can be taken back, so that a form that needs none can be submitted", async ({ step }) => {
  await step.open(bill, { attributes: 'name="bill"', around: ["<form>", "<button>Go on</button></form>"] });
  const valid = () => step.element.evaluate((element: StepElement) => element.checkValidity());
  for (const [file, status, isValid] of [
    ["bill.txt", refused, false],
    ["bill.jpg", ready, true],
  ] as const) {
    await step.choose(file);
    await expect(step.status).toHaveText(status);
    expect(await valid()).toBe(isValid);
    await step.button("Cancel").click();
    await expect(step.button("Choose a file")).toBeVisible();
    expect(await valid()).toBe(true);
    expect(await step.page.evaluate(() => [...new FormData(document.forms[0])])).toEqual([]);
  }
});

test("a step that changes judges the file again, and asks again", async ({ step }) => {
  await keepUploads(step);
  await step.open(bill);
  await step.choose("bill.pdf");
  await send(step);
  await expect(step.status).toHaveText(arrived);
  await step.button("Send another document instead").click();
  await step.choose("bill.pdf");
  await expect(step.status).toHaveText(ready);
  await step.element.evaluate((element: StepElement) => {
    element.step = { name: "OTHER", settings: { canUploadPDF: false } };
  });
  await expect(step.status).toHaveText(refused);
  await step.element.evaluate((element: StepElement) => {
    element.step = { name: "OTHER" };
  });
  await expect(step.status).toHaveText(ready);
  await step.button("Send").click();
  await expect(step.button("Yes, send it")).toBeVisible();
});

test("an equal copy of the step, as frameworks set at each rendering, ends nothing", async ({ step }) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await step.onUpload((route) => promise.then(() => answered(route)));
  const render = () => step.element.evaluate((element: StepElement) => (element.step = { ...element.step }));
  await step.open(bill);
  await step.choose("bill.jpg");
  await send(step);
  await expect(step.status).toHaveText("Sending…");
  await render();
  resolve();
  await expect(step.status).toHaveText(arrived);
  await render();
  await expect(step.status).toHaveText(arrived);
  await step.element.evaluate((element: StepElement) => Object.assign(element, { step: element.step })); // asked for anew
  await expect(step.button("Choose a file")).toBeVisible();
});

test("an element that leaves the page lets go of the camera and of the picture; one that is moved keeps them", async ({
  step,
}) => {
  await step.open(bill);
  await step.choose("bill.jpg");
  await expect(step.status).toHaveText(ready);
  const picture = step.element.getByRole("img", { name: "Your picture" });
  const src = (await picture.getAttribute("src")) ?? "";
  const gone = (page: Page) =>
    page.evaluate(
      (src) =>
        fetch(src).then(
          () => false,
          () => true,
        ),
      src,
    );
  await step.element.evaluate((element) => document.body.append(element));
  await expect(picture).toHaveAttribute("src", src);
  const removed = await step.element.evaluateHandle((element) => {
    element.remove();
    return element;
  });
  await expect.poll(() => gone(step.page)).toBe(true);
  await removed.evaluate((element) => document.body.append(element));
  await expect(picture).toBeVisible();
});

test("the words are the page's language, and English where it has none", async ({ step }) => {
  await step.open(bill, { attributes: 'locale="zz"' });
  await expect(step.element.getByRole("group")).toHaveAttribute("lang", "en");
  await expect(step.element.getByRole("group")).toHaveAttribute("dir", "ltr");
});

test("within another element's shadow, the language is that around the other", async ({ step }) => {
  await step.open(bill);
  await step.element.evaluate((element) => {
    const host = document.body.appendChild(document.createElement("div"));
    host.lang = "de";
    host.attachShadow({ mode: "open" }).append(element);
  });
  await expect(step.button("Datei auswählen")).toBeVisible();
  expect(await step.element.evaluate((element: StepElement) => element.locale)).toBe("de");
});

test("a page gives it its own look by custom properties and by parts", async ({ step }) => {
  await step.open(bill);
  await step.element.evaluate((element: StepElement) => {
    document.documentElement.style.setProperty("--accent", "rgb(1, 2, 3)");
    element.style.setProperty("--idenfy-step-accent", "var(--accent)");
    element.style.setProperty("--idenfy-step-radius", "0px");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "idenfy-step::part(title) { font-size: 40px } idenfy-step:state(choosing) { outline: 2px solid }",
    );
    document.adoptedStyleSheets.push(sheet);
  });
  await expect(step.button("Take a photo")).toHaveCSS("background-color", "rgb(1, 2, 3)");
  await expect(step.button("Take a photo")).toHaveCSS("border-radius", "0px");
  await expect(step.element.getByRole("heading", { level: 2 })).toHaveCSS("font-size", "40px");
  await expect(step.element).toHaveCSS("outline-style", "solid");
});

test("what is set before the element is defined is kept", async ({ step }) => {
  await step.open(bill, { properties: { limits: { request: 0, image: 10_000, pixels: 0, pages: 0 } } });
  await step.choose("bill.jpg");
  await expect(step.element.getByRole("listitem")).toHaveText(/This file has 52\.7 kB; at most 10 kB can be sent\./);
});
