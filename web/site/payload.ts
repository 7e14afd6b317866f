// Part 1: the payload, its findings, and the steps that a person will see. The environment is the sandbox's.
import demo from "../../internal/sandbox/environments/demo.json";
import { applyFix, type Engine, type Environment, type Finding, type ResolvedStep } from "../src/index.ts";
import { byId, element } from "./dom.ts";
import { examples } from "./examples.ts";
import { findingItem } from "./findings.ts";
import { countries, documents, locales } from "./people.ts";
import { clearProblem, isCancelled, showProblem } from "./problem.ts";

const editor = byId("payload-text", HTMLTextAreaElement);
const verdict = byId("payload-verdict", HTMLParagraphElement);
const findings = byId("payload-findings", HTMLUListElement);
const country = byId("person-country", HTMLSelectElement);
const documentType = byId("person-document", HTMLSelectElement);
const locale = byId("person-locale", HTMLSelectElement);
const summary = byId("person-summary", HTMLParagraphElement);
const steps = byId("person-steps", HTMLOListElement);
const problem = byId("engine-problem", HTMLDivElement);

/** Starts the part; the returned function returns the current text of the payload. */
export function payloadPart(engine: Engine): () => string {
  let running = new AbortController();

  async function refresh(): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const text = editor.value;
    try {
      const person = { country: country.value, document: documentType.value, locale: locale.value };
      const review = await engine.review(text, { person, environment: demo as Environment, signal });
      clearProblem(problem);
      showFindings(review.findings);
      showSteps(review.steps);
    } catch (error) {
      if (isCancelled(error)) return;
      verdict.textContent = "The payload is not checked.";
      showProblem(problem, error, refresh);
    }
  }

  function showFindings(found: Finding[]): void {
    const bad = found.filter((finding) => finding.severity === "error").length;
    verdict.textContent = inWords(bad, found.length - bad);
    verdict.dataset.valid = String(bad === 0);
    findings.replaceChildren(
      ...found.toSorted(byWorth).map((finding) => findingItem(finding, { onShow: select, onFix: applyTo })),
    );
  }

  function applyTo({ fix }: Finding): void {
    if (!fix) return;
    editor.value = applyFix(editor.value, fix);
    editor.focus();
    void refresh();
  }

  editor.oninput = refresh;
  for (const [choices, options] of [
    [country, countries],
    [documentType, documents],
    [locale, locales],
  ] as const) {
    choices.append(...options.map(({ value, name }) => element("option", { value }, name)));
    choices.onchange = refresh;
  }
  country.value = "LT";
  documentType.value = "PASSPORT";
  locale.value = "en";

  byId("payload-examples", HTMLFieldSetElement).append(
    ...examples.map(({ name, text }) => {
      const use = () => {
        editor.value = text;
        void refresh();
      };
      return element("button", { type: "button", onclick: use }, name);
    }),
  );
  editor.value = examples[0]?.text ?? "";
  void refresh();
  return () => editor.value;
}

/** Errors first, then warnings; of each those that can be fixed here first, and then in the order of the text. */
function byWorth(a: Finding, b: Finding): number {
  const worth = ({ severity, fix }: Finding) => ["error", "warning", "info"].indexOf(severity) * 2 + (fix ? 0 : 1);
  return worth(a) - worth(b);
}

function inWords(errors: number, others: number): string {
  if (errors + others === 0) return "Nothing to fix.";
  const parts = [];
  if (errors > 0) parts.push(errors === 1 ? "1 error" : `${errors} errors`);
  if (others > 0) parts.push(others === 1 ? "1 note" : `${others} notes`);
  return `${parts.join(" and ")}.`;
}

/** Selects the finding's position. */
function select({ line = 1, column = 1 }: Finding): void {
  const before = editor.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  editor.focus();
  editor.setSelectionRange(start, start + 1);
}

function showSteps(resolved: ResolvedStep[]): void {
  summary.textContent = resolved.length === 0 ? "This person is asked for nothing more." : "";
  steps.replaceChildren(...resolved.map(stepCard));
}

function stepCard(step: ResolvedStep): HTMLLIElement {
  const card = element("li", { className: "card step" });
  card.append(
    element(
      "p",
      { className: "step-name" },
      element("code", {}, step.name),
      ` ${[step.type, ...step.fields].join(" ")}`,
    ),
    element("h4", { lang: step.textLocale }, step.title || "No title"),
    element("p", { lang: step.textLocale }, step.description),
    element("ul", { className: "abilities" }, ...abilities(step).map((text) => element("li", {}, text))),
  );
  if (step.poaDocuments) card.append(documentChoice(step.poaDocuments));
  const notes = [
    ...(step.textFallback ? [`No text in this locale: shown in ${step.textLocale}.`] : []),
    ...step.assumed,
  ];
  card.append(...notes.map((text) => element("p", { className: "quiet" }, text)));
  return card;
}

function abilities(step: ResolvedStep): string[] {
  const able = [];
  if (step.canCapture) able.push("take a photo");
  if (step.canUpload) able.push("choose a picture");
  if (step.canUploadPDF) able.push("choose a PDF");
  return able.length > 0 ? able : ["nothing: every way to give it is off"];
}

function documentChoice(names: string[]): HTMLElement {
  return element(
    "details",
    {},
    element("summary", {}, `First chooses one of ${names.length} kinds of document`),
    element("ul", {}, ...names.map((name) => element("li", {}, name))),
  );
}
