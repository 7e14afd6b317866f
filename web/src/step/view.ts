// The DOM of the element: built once, then shown and hidden by the flow's state, so that focus and live regions stay.
import type { Words } from "../locale.ts";
import type { Finding } from "../types.ts";
import { canShowCamera } from "./camera.ts";
import { copyFailed, errorText } from "./errors.ts";
import { copyHelps, findingText } from "./findings.ts";
import type { Chosen, State } from "./flow.ts";
import { poaDocumentsOf, poaName, rulesOf, type StepRequest, settingsOf, textOf, typesOf } from "./step.ts";
import { css } from "./style.ts";

/** What the view shows. */
export interface Shown {
  state: State;
  step: StepRequest;
  words: Words;
  /** Whether the element uploads the file itself, rather than a form. */
  sends: boolean;
  disabled: boolean;
  poaDocument: string;
}

export type View = ReturnType<typeof buildView>;

/** Builds the view in a shadow root. The element adds the listeners. */
export function buildView(root: ShadowRoot) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const leaves = {
    title: part("title", "h2", { id: "title", dir: "auto" }),
    description: part("description", "p", { dir: "auto" }),
    rulesTitle: part("rules-title", "h3", { id: "rules" }),
    rulesList: part("rules-list", "ul"),
    kindLabel: part("label", "label", { htmlFor: "kind" }),
    kind: part("select", "select", { id: "kind" }),
    status: part("status", "p", { tabIndex: -1 }),
    findings: part("findings", "ul"),
    problem: part("problem", "p", { role: "alert" }),
    video: part("video", "video", { autoplay: true, muted: true, playsInline: true }),
    picture: part("picture", "img", { decoding: "async" }),
    facts: part("facts", "figcaption"),
    offer: part("offer-text", "p"),
    copy: button("copy"),
    progress: part("progress", "progress", { max: 1 }),
    types: part("types", "p"),
    drop: part("drop", "p"),
    input: part("input", "input", { type: "file", hidden: true }),
  };
  const buttons = {
    send: button("send button-primary"),
    agree: button("agree button-primary"), // not Send under another name: a second Enter must not agree
    later: button("later"),
    shoot: button("shoot button-primary"),
    photo: button("photo"),
    app: button("app"),
    choose: button("choose"),
    again: button("again"),
    cancel: button("cancel"),
  };
  const { title, rulesTitle, rulesList, problem, video, progress, input } = leaves;
  rulesList.setAttribute("aria-labelledby", rulesTitle.id);
  const rules = part("rules", "div", {}, rulesTitle, rulesList);
  const kinds = part("kinds", "div", {}, leaves.kindLabel, leaves.kind);
  const live = part("live", "div", { role: "status" }, leaves.status, leaves.findings);
  const file = part("file", "figure", {}, leaves.picture, leaves.facts);
  const offered = part("offer", "div", {}, leaves.offer, leaves.copy);
  const acts = part("acts", "div", {}, ...Object.values(buttons));
  const hint = part("hint", "div", {}, leaves.types, leaves.drop);
  const work = part("work", "div", {}, live, problem, video, file, offered, progress, acts, hint, input);
  const frame = part("frame", "div", { role: "group", dir: "ltr", hidden: true });
  frame.setAttribute("aria-labelledby", title.id);
  frame.append(title, leaves.description, rules, kinds, work);
  root.append(frame);
  /** The file whose picture is shown. */
  const pictured = undefined as File | undefined;
  return { root, frame, rules, kinds, file, offered, work, pictured, ...leaves, ...buttons };
}

/** Updates the view, and keeps the focus on a visible control. */
export function show(view: View, shown: Shown): void {
  const { state, step, words, sends, disabled } = shown;
  const { at, chosen } = state;
  const focused = view.root.activeElement; // before it is hidden and loses the focus
  const { canUpload, canCapture } = settingsOf(step);
  const report = chosen?.prepared?.report;
  const judged = at === "judged" || at === "asking";
  const mayChoose = at === "choosing" || at === "judged";
  const underWay = at === "looking" || at === "copying" || at === "sending";

  showStep(view, shown);
  showChoices(view, shown);
  say(view.status, canUpload || canCapture ? statusText(state, words) : words.say("choose.impossible"));
  view.status.hidden = view.status.textContent === "";
  showFindings(view, judged ? (report?.findings ?? []) : [], words, typesOf(step));
  say(view.problem, problemText(shown));
  showCamera(view, state.stream, words);
  showFile(view, at === "camera" ? undefined : chosen, words);

  say(view.offer, words.say("copy.offer"));
  say(view.copy, words.say("copy.make"));
  view.offered.hidden = at !== "judged" || !copyHelps(report?.findings ?? []) || copyFailed(state.problem);
  view.copy.part.toggle("button-primary", report?.accepted === false);
  view.progress.hidden = !underWay;
  view.progress.ariaLabel = view.status.textContent;
  if (!state.progress || state.progress === 1) view.progress.removeAttribute("value");
  else view.progress.value = state.progress;

  const failed = typeof state.problem === "object" && (!report || state.note === "status.failed");
  const sendable = report ? sends && report.accepted : failed;
  offer(view.send, at === "judged" && sendable, () => words.say(failed ? "act.retry" : "act.send"));
  offer(view.agree, at === "asking", () => words.say("replace.yes"));
  offer(view.later, at === "asking", () => words.say("replace.no"));
  offer(view.shoot, state.stream !== undefined, () => words.say("camera.shoot"));
  offer(view.photo, mayChoose && canCapture && canShowCamera(), () => words.say("choose.photo"));
  offer(view.app, mayChoose && canCapture && needsCameraApp(view, state), () => words.say("camera.app"));
  offer(view.choose, mayChoose && canUpload, () => words.say(chosen ? "act.another" : "choose.file"));
  offer(view.again, at === "done", () => words.say("act.again"));
  // Or a person who chose a wrong file could not submit the form without one.
  const mayTakeBack = at === "judged" && !sends;
  offer(view.cancel, underWay || at === "camera" || mayTakeBack, () => words.say("act.cancel"));
  for (const control of [view.send, view.agree, view.copy, view.shoot, view.photo, view.app, view.choose, view.again])
    control.disabled = disabled;
  view.cancel.disabled = disabled && mayTakeBack;
  view.types.hidden = view.drop.hidden = at !== "choosing" || !canUpload;
  say(view.types, words.oneOf(typesOf(step)));
  say(view.drop, words.say("choose.drop"));
  view.input.accept = typesOf(step)
    .map((type) => (type === "PDF" ? "application/pdf" : `image/${type.toLowerCase()}`))
    .join();
  view.frame.hidden = false;
  view.frame.lang = words.locale;
  view.frame.dataset.at = at;
  keepFocus(view, state, focused);
}

/** Releases the pictures of the person's document. */
export function forget(view: View): void {
  showFile(view, undefined);
  view.video.srcObject = null;
}

function showStep(view: View, { state: { at }, step, words }: Shown): void {
  const { title, description, locale } = textOf(step, words);
  say(view.title, title);
  say(view.description, description);
  view.title.lang = view.description.lang = locale;
  const rules = rulesOf(step);
  view.description.hidden = description === "" || at === "done";
  view.rules.hidden = rules.length === 0 || at !== "choosing";
  say(view.rulesTitle, words.say("rules.title"));
  fill(view.rulesList, rules.map((rule) => words.say(rule)).join("\n"), () =>
    rules.map((rule) => part("rule", "li", {}, words.say(rule))),
  );
}

function showChoices(view: View, { state: { at, problem }, step, words, disabled, poaDocument }: Shown): void {
  const names = poaDocumentsOf(step);
  view.kinds.hidden = names.length === 0 || at === "done";
  view.kind.disabled = disabled || at === "sending";
  view.kind.ariaInvalid = String(problem === "poa.label");
  say(view.kindLabel, words.say("poa.label"));
  fill(view.kind, [words.locale, ...names].join("\n"), () => [
    new Option(words.say("poa.choose"), ""),
    ...names.map((name) => new Option(poaName(words, name), name)),
  ]);
  view.kind.value = poaDocument;
}

function statusText({ at, chosen, note, stream, problem, progress }: State, words: Words): string {
  const report = chosen?.prepared?.report;
  if (note) return words.say(note);
  switch (at) {
    case "choosing":
      return "";
    case "camera":
      return words.say(stream ? "camera.hint" : "camera.starting");
    case "looking":
      return words.say("status.looking");
    case "copying":
      return words.say("status.copying");
    case "judged":
      if (!report || problem) return "";
      if (!report.accepted) return words.say("status.refused");
      if (chosen.original) return words.say("status.copied");
      return words.say(report.findings.some(({ severity }) => severity !== "info") ? "status.check" : "status.ready");
    case "asking":
      return words.say("replace.ask");
    case "sending":
      if (!navigator.onLine) return words.say("status.offline");
      return words.say(progress === 1 ? "status.waiting" : "status.sending");
    case "done":
      return words.say("status.done");
  }
}

function problemText({ state: { problem }, step, words }: Shown): string {
  if (problem === undefined) return "";
  return typeof problem === "string" ? words.say(problem) : errorText(words, problem.error, typesOf(step));
}

function showFindings(view: View, findings: Finding[], words: Words, types: string[]): void {
  const texts = findings.map((finding) => findingText(words, finding, types));
  fill(view.findings, texts.join("\n"), () =>
    findings.map(({ severity }, i) =>
      part(
        `finding finding-${severity}`,
        "li",
        {},
        part("severity", "strong", {}, words.say(`severity.${severity}`)),
        ` ${texts[i]}`,
      ),
    ),
  );
}

function showCamera(view: View, stream: MediaStream | undefined, words: Words): void {
  view.video.hidden = stream === undefined;
  view.video.ariaLabel = words.say("camera.view");
  if (view.video.srcObject !== (stream ?? null)) view.video.srcObject = stream ?? null;
}

function showFile(view: View, chosen: Chosen | undefined, words?: Words): void {
  const report = chosen?.prepared?.report;
  const visible = report?.width && (report.accepted || copyHelps(report.findings)) ? chosen?.file : undefined;
  if (view.pictured !== visible) {
    URL.revokeObjectURL(view.picture.src);
    view.picture.removeAttribute("src");
    if (visible) view.picture.src = URL.createObjectURL(visible);
    view.pictured = visible;
  }
  view.picture.hidden = visible === undefined;
  view.file.hidden = chosen === undefined;
  if (!chosen || !words) return;
  view.picture.alt = words.say("file.picture");
  const after = words.size(chosen.file.size);
  const before = chosen.original && words.size(chosen.original.size);
  const facts = [
    chosen.file.name,
    ...(report?.pages ? [words.say("file.pages", { n: report.pages })] : []),
    before ? words.say("file.copy", { after, before }) : after,
  ];
  say(view.facts, facts.join(" · "));
}

/** Whether to offer the phone's camera app: there is no live picture. */
function needsCameraApp(view: View, { problem }: State): boolean {
  const failed = typeof problem === "string" && problem.startsWith("camera.");
  return "capture" in view.input && (failed || !canShowCamera());
}

/** Moves a focus that would be lost to what has changed; focus elsewhere on the page stays. */
function keepFocus(view: View, { stream, problem }: State, focused: Element | null): void {
  if (!focused) return;
  if (problem === "poa.label") view.kind.focus();
  else if (stream && focused !== view.cancel) view.shoot.focus();
  else if (!focused.checkVisibility()) {
    const next = [view.status, ...view.root.querySelectorAll("button")].find((element) => element.checkVisibility());
    next?.focus();
  }
}

function offer(control: HTMLButtonElement, offered: boolean, text: () => string): void {
  control.hidden = !offered;
  if (offered) say(control, text());
}

/** Sets a text if it has changed: a live region announces every assignment. */
function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Replaces an element's children if `what` identifies others. */
function fill(element: HTMLElement, what: string, children: () => Node[]): void {
  if (element.dataset.what === what) return;
  element.dataset.what = what;
  element.replaceChildren(...children());
}

function button(name: string): HTMLButtonElement {
  return part(`button ${name}`, "button", { type: "button" });
}

/** An element that a page can style as ::part(name). */
function part<K extends keyof HTMLElementTagNameMap>(
  name: string,
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.setAttribute("part", name);
  made.append(...children);
  return made;
}
