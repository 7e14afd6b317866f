// Part 4: a better document: chosen, looked into, made to fit if it must, sent.
import type {
  Client,
  Engine,
  FileType,
  Finding,
  InspectResult,
  Prepared,
  Progress,
  Token,
  Verification,
} from "../src/index.ts";
import { byId, element } from "./dom.ts";
import { findingItem } from "./findings.ts";
import { clearProblem, isCancelled, showProblem } from "./problem.ts";

const form = byId("upload-form", HTMLFormElement);
const stepChoice = byId("upload-step", HTMLSelectElement);
const drop = byId("upload-drop", HTMLDivElement);
const input = byId("upload-file", HTMLInputElement);
const verdict = byId("upload-verdict", HTMLParagraphElement);
const about = byId("upload-about", HTMLDivElement);
const facts = byId("upload-facts", HTMLDListElement);
const findings = byId("upload-findings", HTMLUListElement);
const fitOffer = byId("upload-fit-offer", HTMLDivElement);
const fit = byId("upload-fit", HTMLButtonElement);
const fitted = byId("upload-fitted", HTMLElement);
const fittedPreview = byId("upload-fitted-preview", HTMLImageElement);
const fittedFacts = byId("upload-fitted-facts", HTMLElement);
const send = byId("upload-send", HTMLButtonElement);
const cancel = byId("upload-cancel", HTMLButtonElement);
const why = byId("upload-why", HTMLParagraphElement);
const bar = byId("upload-progress", HTMLProgressElement);
const status = byId("upload-status", HTMLParagraphElement);
const problem = byId("upload-problem", HTMLDivElement);

interface UploadPart {
  /** Offers the token's steps; undefined takes them away. */
  token(token: Token | undefined): void;
  /** Says which steps are asked again. */
  verification(verification: Verification): void;
}

export function uploadPart(engine: Engine, client: () => Client): UploadPart {
  let token: Token | undefined;
  let asked: string[] = [];
  let file: File | undefined;
  /** What the file was made from, if it was made to fit. */
  let original: File | undefined;
  let prepared: Prepared | undefined;
  let looking: AbortController | undefined;
  let sending: AbortController | undefined;

  /** Shows this file, and what is found in it; what was under way for another one ends. */
  async function look(chosen: File | undefined, madeFrom?: File): Promise<void> {
    file = chosen;
    original = madeFrom;
    prepared = undefined;
    hideFile();
    clearStatus();
    await atWork(
      async (signal) => {
        if (!chosen) return;
        verdict.textContent = "Looking into the file…";
        prepared = await engine.prepare(chosen, {
          settings: settings(),
          sha256: true,
          signal,
          onProgress: showProgress,
        });
        showFile(chosen, prepared);
        if (madeFrom) showFitted(madeFrom, chosen, prepared.report);
      },
      () => look(chosen, madeFrom),
    );
  }

  async function makeFit(): Promise<void> {
    const chosen = file;
    if (!chosen) return;
    clearStatus();
    const made = await atWork(async (signal) => {
      status.textContent = "Making the copy…";
      return engine.fit(chosen, { settings: settings(), signal });
    }, makeFit);
    if (made) await look(made.file, chosen);
  }

  /** Works on the file, in the place of what was under way; the result is undefined where another took its place. */
  async function atWork<T>(work: (signal: AbortSignal) => Promise<T>, retry: () => void): Promise<T | undefined> {
    looking?.abort();
    const own = new AbortController();
    looking = own;
    refresh();
    try {
      return await work(own.signal);
    } catch (error) {
      if (isCancelled(error)) return;
      verdict.textContent = status.textContent = "";
      showProblem(problem, error, retry);
    } finally {
      if (looking === own) looking = undefined;
      refresh();
    }
  }

  function settings() {
    return token?.steps.find(({ name }) => name === stepChoice.value)?.settings;
  }

  async function upload(): Promise<void> {
    if (!file || !prepared?.body || !token || sending) return;
    sending = new AbortController();
    const { signal } = sending;
    const { scanRef } = token;
    const step = stepChoice.value;
    let sent = false;
    clearStatus();
    bar.value = 0;
    refresh();
    cancel.focus();
    try {
      status.textContent = "Sending…";
      await client().uploadStep({
        scanRef,
        step,
        body: prepared.body,
        signal,
        onProgress({ loaded, total }) {
          bar.value = loaded / total;
          sent = loaded === total;
          if (sent) status.textContent = "Sent. Waiting for the answer…";
        },
      });
      status.textContent = `Done: ${file.name} is now the document for ${step}.`;
      status.dataset.state = "accepted";
      status.focus();
    } catch (error) {
      if (isCancelled(error)) {
        status.textContent = sent
          ? "Cancelled after everything was sent: the file may have arrived nevertheless."
          : "Cancelled. Nothing was replaced.";
        status.focus();
      } else {
        status.textContent = "";
        showProblem(problem, error, upload);
        problem.focus();
      }
    } finally {
      sending = undefined;
      refresh();
    }
  }

  function cancelAll(): void {
    if (sending) {
      sending.abort();
      return;
    }
    input.value = ""; // or choosing the same file again would be no change
    void look(undefined);
    status.textContent = "Cancelled. Choose a file to go on.";
  }

  function refresh(): void {
    const reason = reasonNotToSend();
    why.textContent = sending ? "" : reason;
    send.disabled = reason !== "" || sending !== undefined;
    bar.hidden = sending === undefined;
    cancel.hidden = sending === undefined && looking === undefined;
    fit.disabled = sending !== undefined || looking !== undefined;
    input.disabled = sending !== undefined;
    stepChoice.disabled = token === undefined || sending !== undefined;
  }

  function reasonNotToSend(): string {
    if (!token) return "Sending needs a verification: create a token first.";
    if (!asked.includes(stepChoice.value)) return "Sending opens when iDenfy wants this step once more.";
    if (!file) return "Choose a file first.";
    if (looking) return "The file is being looked into.";
    if (!prepared?.body) return "Choose another file: this one cannot be sent.";
    return "";
  }

  input.onchange = () => void look(input.files?.[0]);
  stepChoice.onchange = () => void look(file, original);
  drop.ondragover = (event) => {
    event.preventDefault();
    drop.classList.add("over");
  };
  drop.ondragleave = () => drop.classList.remove("over");
  drop.ondrop = (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (sending || !event.dataTransfer) return;
    input.files = event.dataTransfer.files;
    void look(input.files[0]);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void upload();
  };
  fit.onclick = () => void makeFit();
  cancel.onclick = cancelAll;
  refresh();

  return {
    token(now) {
      sending?.abort();
      token = now;
      asked = [];
      const names = now ? now.steps.map(({ name }) => name) : ["Comes with the token"];
      stepChoice.replaceChildren(...names.map((name) => element("option", {}, name)));
      void look(file, original);
    },
    verification({ steps }) {
      const added = steps.find((name) => !asked.includes(name));
      asked = steps;
      if (added && stepChoice.value !== added) {
        stepChoice.value = added;
        void look(file, original);
      }
      refresh();
    },
  };
}

/** Shows the bar while there is more to do; what is done at once needs none. */
function showProgress({ loaded, total }: Progress): void {
  bar.value = loaded / total;
  bar.hidden = loaded === total;
}

function clearStatus(): void {
  status.textContent = "";
  delete status.dataset.state;
  clearProblem(problem);
}

function hideFile(): void {
  verdict.textContent = "";
  delete verdict.dataset.valid;
  about.hidden = true;
  fitOffer.hidden = true;
  fitted.hidden = true;
  URL.revokeObjectURL(fittedPreview.src);
  fittedPreview.removeAttribute("src");
}

function showFile(file: File, { report, sha256 }: Prepared): void {
  const name = typeNames[report.type];
  verdict.textContent = report.accepted
    ? `${file.name}: ${name}, fine to send.`
    : `${file.name}: ${name}, not accepted.`;
  verdict.dataset.valid = String(report.accepted);
  const rows: [string, string][] = [
    ["Type", name],
    ["Size", size(report.bytes)],
  ];
  if (report.width && report.height) rows.push(["Pixels", pixels(report)]);
  if (report.pages) rows.push(["Pages", String(report.pages)]);
  if (sha256) rows.push(["SHA-256", sha256]);
  facts.replaceChildren(...rows.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
  findings.replaceChildren(...report.findings.map((finding) => findingItem(finding)));
  about.hidden = false;
  fitOffer.hidden = !fitHelps(report.findings);
}

/** Whether a copy that fits would be accepted: there is something that it mends, and no error that it does not. */
function fitHelps(found: Finding[]): boolean {
  const mended = found.filter(({ params }) => params?.remedy === "fit");
  return mended.length > 0 && found.every((finding) => finding.severity !== "error" || mended.includes(finding));
}

function showFitted(before: File, after: File, report: InspectResult): void {
  fittedPreview.src = URL.createObjectURL(after);
  fittedFacts.textContent = `${size(before.size)} before, ${size(after.size)} now, with ${pixels(report)} pixels.`;
  fitted.hidden = false;
}

function pixels({ width, height }: InspectResult): string {
  return `${width} × ${height}`;
}

const typeNames: Record<FileType, string> = {
  jpeg: "JPEG picture",
  png: "PNG picture",
  pdf: "PDF document",
  heic: "HEIC picture",
  avif: "AVIF picture",
  webp: "WebP picture",
  gif: "GIF picture",
  tiff: "TIFF picture",
  bmp: "BMP picture",
  svg: "SVG drawing",
  video: "video",
  audio: "sound recording",
  office: "Office document",
  archive: "archive",
  executable: "program",
  text: "text",
  empty: "empty file",
  unknown: "unknown kind of file",
};

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
