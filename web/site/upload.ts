// Part 4: a better document: chosen, looked into, encoded, sent.
import type { Client, Engine, FileType, InspectResult, Progress, Token, Verification } from "../src/index.ts";
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
  let accepted = false;
  let inspecting = new AbortController();
  let sending: AbortController | undefined;

  async function inspect(): Promise<void> {
    inspecting.abort();
    inspecting = new AbortController();
    const { signal } = inspecting;
    accepted = false;
    about.hidden = true;
    status.textContent = "";
    delete status.dataset.state;
    clearProblem(problem);
    refreshSend();
    if (!file) {
      verdict.textContent = "";
      return;
    }
    verdict.textContent = "Looking into the file…";
    delete verdict.dataset.valid;
    try {
      const settings = token?.steps.find(({ name }) => name === stepChoice.value)?.settings;
      const result = await engine.inspect(file, { settings, signal });
      const digest = result.accepted ? await sha256(file) : undefined;
      signal.throwIfAborted();
      show(file, result, digest);
      accepted = result.accepted;
      refreshSend();
    } catch (error) {
      if (isCancelled(error)) return;
      verdict.textContent = "";
      showProblem(problem, error, inspect);
    }
  }

  async function upload(): Promise<void> {
    if (!file || !token || sending) return;
    sending = new AbortController();
    const { signal } = sending;
    const { scanRef } = token;
    const step = stepChoice.value;
    let sent = false;
    clearProblem(problem);
    delete status.dataset.state;
    bar.value = 0;
    refreshSend();
    cancel.focus();
    try {
      status.textContent = "Encoding…";
      const body = await engine.encode(file, { signal, onProgress: progressFrom(0, 0.2) });
      status.textContent = "Sending…";
      const onProgress = (progress: Progress) => {
        progressFrom(0.2, 0.8)(progress);
        sent = progress.loaded === progress.total;
        if (sent) status.textContent = "Sent. Waiting for the answer…";
      };
      await client().uploadStep({ scanRef, step, body, signal, onProgress });
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
      refreshSend();
    }
  }

  function refreshSend(): void {
    const reason = reasonNotToSend();
    why.textContent = sending ? "" : reason;
    send.disabled = reason !== "" || sending !== undefined;
    cancel.hidden = bar.hidden = sending === undefined;
    input.disabled = sending !== undefined;
    stepChoice.disabled = token === undefined || sending !== undefined;
  }

  function reasonNotToSend(): string {
    if (!token) return "Sending needs a verification: create a token first.";
    if (!asked.includes(stepChoice.value)) return "Sending opens when iDenfy wants this step once more.";
    if (!file) return "Choose a file first.";
    if (!accepted) return "Choose another file: this one cannot be sent.";
    return "";
  }

  function choose(chosen: File | undefined): void {
    file = chosen;
    void inspect();
  }

  input.onchange = () => choose(input.files?.[0]);
  stepChoice.onchange = () => void inspect();
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
    choose(input.files[0]);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    void upload();
  };
  cancel.onclick = () => sending?.abort();
  refreshSend();

  return {
    token(now) {
      sending?.abort();
      token = now;
      asked = [];
      const names = now ? now.steps.map(({ name }) => name) : ["Comes with the token"];
      stepChoice.replaceChildren(...names.map((name) => element("option", {}, name)));
      void inspect();
    },
    verification({ steps }) {
      const added = steps.find((name) => !asked.includes(name));
      asked = steps;
      if (added && stepChoice.value !== added) {
        stepChoice.value = added;
        void inspect();
      }
      refreshSend();
    },
  };
}

/** Moves the bar from `start` by `share` as the progress goes. */
function progressFrom(start: number, share: number): (progress: Progress) => void {
  return ({ loaded, total }) => {
    bar.value = start + share * (loaded / total);
  };
}

function show(file: File, result: InspectResult, digest: string | undefined): void {
  const name = typeNames[result.type];
  verdict.textContent = result.accepted
    ? `${file.name}: ${name}, fine to send.`
    : `${file.name}: ${name}, not accepted.`;
  verdict.dataset.valid = String(result.accepted);
  const rows: [string, string][] = [
    ["Type", name],
    ["Size", size(result.bytes)],
  ];
  if (result.width && result.height) rows.push(["Pixels", `${result.width} × ${result.height}`]);
  if (result.pages) rows.push(["Pages", String(result.pages)]);
  if (digest) rows.push(["SHA-256", digest]);
  facts.replaceChildren(...rows.flatMap(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
  findings.replaceChildren(...result.findings.map((finding) => findingItem(finding)));
  about.hidden = false;
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

async function sha256(file: File): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
