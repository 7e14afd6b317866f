// What both elements say, in every locale at 320 px: nothing sticks out, nothing is cut off, no word is broken in two.
// SCREENSHOTS=folder keeps a picture of each locale.
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { fileFindingTexts, locales, poaDocuments, untranslated } from "../src/catalogue.gen.ts";
import type { Key, Words } from "../src/locale.ts";
import english from "../src/locales/en.json" with { type: "json" };
import type { Flow } from "../src/step/flow.ts";
import type { StepRequest } from "../src/step.ts";
import { servePackage } from "./package-server.ts";

type Modules = [
  typeof import("../src/locale.ts"),
  typeof import("../src/step/view.ts"),
  typeof import("../src/verify/view.ts"),
];

interface Texts {
  /** Those that tell what went wrong before a file was looked at. */
  problems: Key[];
  /** Those that tell how an act ended. */
  notes: Key[];
  /** Codes of all findings that have a text. */
  codes: string[];
  poaDocuments: string[];
}

interface Said extends Window {
  /** Lets the elements on the page say everything in a locale; tells in which they did. */
  sayAll(locale: string): Promise<string>;
}

const names = Object.keys(english.strings) as Key[];
const texts: Texts = {
  problems: names.filter((name) => /^(choose\.(one|missing)|camera\.(blocked|none|busy)|error\.)/.test(name)),
  notes: names.filter((name) => name.startsWith("status.")),
  codes: Object.keys(fileFindingTexts),
  poaDocuments: [...poaDocuments],
};

/** Runs in the page: puts a view onto it for every state of both elements whose words differ, one under the other. */
async function shelve({ problems, notes, codes, poaDocuments }: Texts) {
  const paths = ["/src/locale.ts", "/src/step/view.ts", "/src/verify/view.ts"];
  const [{ loadWords }, step, verify] = (await Promise.all(paths.map((path) => import(path)))) as Modules;
  type State = Flow["state"];

  const place = (name: string) => {
    const section = document.body.appendChild(document.createElement("section"));
    section.dataset.name = name;
    return section.attachShadow({ mode: "open" });
  };

  const bill = { name: "UTILITY_BILL", type: "COMPARE", poaDocuments } as const;
  const steps: ((words: Words) => void)[] = [];
  const put = (name: string, state: object, request: StepRequest = { name: "X" }) => {
    const view = step.buildView(place(name));
    const shown = { state: state as State, step: request, sends: true, disabled: false, poaDocument: "" };
    steps.push((words) => step.show(view, { ...shown, words }));
  };

  const params = { is: "6000001", limit: "6000000", claimed: "image/jpeg", type: "jpeg", remedy: "fit" };
  const finding = (code: string, i: number) => ({ code, severity: ["error", "warning", "info"][i % 3], params });
  const file = new File(["x".repeat(1500)], "bill.pdf");
  const ready = { file, prepared: { report: { accepted: true, findings: [], pages: 12 } } };
  const copied = { ...ready, original: file };
  const refused = { file, prepared: { report: { accepted: false, findings: codes.map(finding) } } };

  Object.assign(HTMLInputElement.prototype, { capture: "" }); // as on a phone, which has a camera app
  put("choosing", { at: "choosing" }, bill);
  put("impossible", { at: "choosing" }, { name: "X", settings: { canUpload: false, canCapture: false } });
  put("camera starting", { at: "camera" });
  put("camera", { at: "camera", stream: new MediaStream() });
  for (const at of ["looking", "copying", "asking", "sending", "done"]) put(at, { at, chosen: ready });
  for (const chosen of [ready, copied, refused]) put("judged", { at: "judged", chosen });
  for (const note of notes) put(note, { at: "choosing", note });
  for (const problem of problems) put(problem, { at: "choosing", problem });
  put("failed", { at: "judged", chosen: { file }, problem: { error: new DOMException("", "UnknownError") } });

  (window as unknown as Said).sayAll = async (locale) => {
    const words = await loadWords(locale);
    document.documentElement.lang = locale;
    for (const show of steps) show(words);
    for (const section of document.querySelectorAll("[data-name^=verify]")) section.remove();
    const address = { redirect: "about:blank", frame: "about:blank", origin: "null" };
    const window = (name: string, mode: "frame" | "redirect" = "frame") => {
      const view = verify.buildView(place(`verify ${name}`), mode, words, address);
      view.frame?.remove(); // which says nothing that is ours
      return view;
    };
    window("link", "redirect");
    window("loading");
    for (const trouble of ["blocked", "camera", "slow"] as const) {
      window(trouble).showTrouble(words.say(`verify.${trouble}`), false);
    }
    for (const outcome of ["done", "waiting", "failed"] as const) {
      window(outcome).showOutcome(words.say(`verify.${outcome}`));
    }
    return words.locale;
  };
}

/** Runs in the page: what does not fit, a line each. */
function misfits(locale: string): string[] {
  const segmenter = new Intl.Segmenter(locale, { granularity: "word" });
  const found = new Set<string>();
  const breaksAnywhere = locale === "ja"; // as Japanese is written

  const isBroken = (text: Text, from: number, length: number) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  };

  for (const { dataset, shadowRoot } of document.body.children as unknown as HTMLElement[]) {
    for (const element of shadowRoot?.querySelectorAll<HTMLElement>("*") ?? []) {
      if (!element.checkVisibility() || element.tagName === "OPTION") continue;
      const what = `${locale}, ${dataset.name}, ${element.getAttribute("part")}: ${element.textContent.slice(0, 80)}`;
      const { left, right } = element.getBoundingClientRect();
      if (left < 0 || right > innerWidth) found.add(`sticks out: ${what}`);
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth) found.add(`is too wide: ${what}`);
      if (element.tagName === "BUTTON" && element.scrollHeight > element.clientHeight) found.add(`is cut off: ${what}`);
      if (element.tagName === "SELECT" || breaksAnywhere) continue;
      for (const text of element.childNodes) {
        if (!(text instanceof Text)) continue;
        for (const { segment, index, isWordLike } of segmenter.segment(text.data)) {
          if (isWordLike && isBroken(text, index, segment.length)) found.add(`is broken (${segment}): ${what}`);
        }
      }
    }
  }
  return [...found];
}

const html = `<!doctype html><meta charset="utf-8"><title>All that is said</title><style>
body { margin: 1rem; font: 1rem/1.5 system-ui; background: #ddd }
section { width: 288px; margin-bottom: 1rem; break-inside: avoid }
@media (min-width: 600px) { body { columns: 288px } }
</style>`;

test("what is said fits a narrow phone in every locale", async ({ page }) => {
  const server = await servePackage();
  try {
    await page.route("**/all", (route) => route.fulfill({ contentType: "text/html", body: html }));
    await page.goto(`${server.url}all`);
    await page.evaluate(shelve, texts);
    for (const locale of locales) {
      const said = await page.evaluate((locale) => (window as unknown as Said).sayAll(locale), locale);
      expect(said).toBe((untranslated as readonly string[]).includes(locale) ? "en" : locale);
      if (process.env.SCREENSHOTS) {
        await page.setViewportSize({ width: 2000, height: 800 });
        await page.screenshot({ path: join(process.env.SCREENSHOTS, `all-${locale}.png`), fullPage: true });
      }
      await page.setViewportSize({ width: 320, height: 800 });
      expect.soft(await page.evaluate(misfits, locale)).toEqual([]);
    }
  } finally {
    await server.close();
  }
});
