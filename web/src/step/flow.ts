// The flow of a file from its choice to its upload. It has no DOM: the view shows its state.
import type { Client } from "../client.ts";
import type { Key } from "../locale.ts";
import type { Engine, Limits, Prepared, StepSettings } from "../types.ts";
import { cameraProblem, openCamera, stopCamera } from "./camera.ts";
import type { Source, Tell } from "./events.ts";
import { poaDocumentsOf, type StepRequest, settingsOf } from "./step.ts";

export interface Chosen {
  file: File;
  by: Source;
  /** The original, if the file is a copy that fits. */
  original?: File;
  /** Absent until the engine has judged it. */
  prepared?: Prepared;
}

/** The element's current properties. */
export interface Setting {
  step: StepRequest;
  engine: Engine;
  client: Client;
  /** The verification to upload to; absent for a form control. */
  scanRef?: string;
  limits?: Limits;
  poaDocument: string;
}

export interface State {
  at: "choosing" | "camera" | "looking" | "copying" | "judged" | "asking" | "sending" | "done";
  chosen?: Chosen;
  /** The live picture, once the camera has started. */
  stream?: MediaStream;
  /** How the last action ended, if the state alone does not show it. */
  note?: Key;
  /** Of the current work, from 0 to 1. */
  progress?: number;
  /** What went wrong: a text, or an error. */
  problem?: Key | { error: unknown };
}

export class Flow {
  state: State = { at: "choosing" };
  readonly #setting: () => Setting;
  readonly #tell: Tell;
  readonly #changed: () => void;
  #work = new AbortController();
  /** The person has agreed to replace the previous file. */
  #agreed = false;

  constructor(setting: () => Setting, tell: Tell, changed: () => void) {
    this.#setting = setting;
    this.#tell = tell;
    this.#changed = changed;
  }

  /** Starts over; the current work ends. */
  reset(): void {
    this.#begin({ at: "choosing" });
  }

  /** Starts over for another step or verification: keeps the file and judges it again. */
  restart(): void {
    const { at, chosen } = this.state;
    this.#agreed = false;
    if (!chosen || at === "sending" || at === "done") this.reset();
    else void this.#look(chosen);
  }

  choose(files: File[], by: Source): void {
    const [file] = files;
    const { at, chosen } = this.state;
    if (!file || at === "sending" || at === "done") return;
    const refused =
      files.length > 1 ? "choose.one" : by === "camera" || this.#settings().canUpload ? undefined : "finding.no-upload";
    if (refused) {
      this.#begin({ at: chosen?.prepared ? "judged" : "choosing", chosen, problem: refused });
      return;
    }
    if (!this.#tell("beforechoose", { file, by })) return;
    this.#tell("choose", { file, by });
    void this.#look({ file, by });
  }

  async startCamera(): Promise<void> {
    if (!this.#tell("beforecamera", null)) return;
    const { chosen } = this.state;
    const signal = this.#begin({ at: "camera", chosen });
    try {
      const stream = await openCamera(signal);
      for (const track of stream.getTracks())
        track.onended = () => this.loseCamera(new Error("The camera was taken away."));
      this.#set({ at: "camera", chosen, stream });
      this.#tell("camera", { stream });
    } catch (error) {
      if (!signal.aborted) this.loseCamera(error);
    }
  }

  /** The camera failed to start, or stopped. */
  loseCamera(error: unknown): void {
    const { chosen } = this.state;
    this.#begin({ at: chosen ? "judged" : "choosing", chosen, problem: cameraProblem(error) });
    this.#tell("error", { error });
  }

  /** Judges the chosen file again, after a failure. */
  retry(): void {
    if (this.state.chosen) void this.#look(this.state.chosen);
  }

  async #look({ file, by, original }: Chosen): Promise<void> {
    if (!this.#tell("beforeinspect", { file })) return this.reset();
    const chosen: Chosen = { file, by, original };
    const { engine, limits } = this.#setting();
    // A photo is no upload, so canUpload does not apply to it.
    const settings = by === "camera" ? { ...this.#settings(), canUpload: true } : this.#settings();
    await this.#atWork({ at: "looking", chosen }, { at: "judged", chosen }, async (signal, onProgress) => {
      const prepared = await engine.prepare(file, { settings, limits, signal, onProgress });
      this.#set({ at: "judged", chosen: { ...chosen, prepared } });
      this.#tell("inspect", { file, report: prepared.report });
    });
  }

  async makeCopy(): Promise<void> {
    const { chosen } = this.state;
    if (!chosen || !this.#tell("beforefit", { file: chosen.file })) return;
    const { engine, limits } = this.#setting();
    await this.#atWork({ at: "copying", chosen }, { at: "judged", chosen }, async (signal) => {
      const { file } = await engine.fit(chosen.file, { settings: this.#settings(), limits, signal });
      this.#tell("fit", { file, original: chosen.file });
      await this.#look({ file, by: chosen.by, original: chosen.file });
    });
  }

  /** Uploads the file, once the person has agreed to replace the previous one. */
  async send(agreed = this.#agreed): Promise<void> {
    const { chosen } = this.state;
    const body = chosen?.prepared?.body;
    const { step, client, scanRef, poaDocument } = this.#setting();
    if (!body || !scanRef) return;
    if (poaDocumentsOf(step).length > 0 && !poaDocument)
      return this.#set({ at: "judged", chosen, problem: "poa.label" });
    if (!agreed) return this.#set({ at: "asking", chosen });
    this.#agreed = true;
    const detail = { scanRef, step: step.name, file: chosen.file, body, poaDocument };
    if (!this.#tell("beforeupload", detail)) return this.#set({ at: "judged", chosen });
    await this.#atWork(
      { at: "sending", chosen },
      { at: "judged", chosen, note: "status.failed" },
      async (signal, onProgress) => {
        await client.uploadStep({ scanRef, step: step.name, body, signal, onProgress });
        this.#set({ at: "done", chosen });
        this.#tell("upload", detail);
      },
    );
  }

  /** Returns to the file without uploading it. */
  postpone(): void {
    this.#set({ at: "judged", chosen: this.state.chosen });
  }

  /** Stops the current work, or removes a form's file. */
  cancel(): void {
    const { at, chosen, progress } = this.state;
    if (at === "judged") {
      this.#begin({ at: "choosing" });
    } else if (at === "sending") {
      this.#begin({ at: "judged", chosen, note: progress === 1 ? "status.unsure" : "status.cancelled" });
    } else if (chosen?.prepared) {
      this.#begin({ at: "judged", chosen });
    } else {
      this.#begin({ at: "choosing", note: at === "looking" ? "status.cancelled" : undefined });
    }
    this.#tell("cancel", null);
  }

  /** Ends the current work: the element was removed. */
  leave(): void {
    const { at, chosen } = this.state;
    if (at !== "done") this.#begin(chosen?.prepared ? { at: "judged", chosen } : { at: "choosing" });
  }

  #settings(): StepSettings {
    return settingsOf(this.#setting().step);
  }

  /** Replaces the current work by this one. After a failure the state is `otherwise` with the problem. */
  async #atWork(
    during: State,
    otherwise: State,
    work: (signal: AbortSignal, onProgress: (progress: { loaded: number; total: number }) => void) => Promise<void>,
  ): Promise<void> {
    const signal = this.#begin(during);
    try {
      await work(signal, (progress) => {
        if (signal.aborted) return;
        this.#set({ ...during, progress: progress.loaded / progress.total });
        this.#tell("progress", progress);
      });
    } catch (error) {
      if (signal.aborted) return;
      this.#set({ ...otherwise, problem: { error } });
      this.#tell("error", { error });
    }
  }

  /** Ends the current work and sets the state. The signal is that of the next work. */
  #begin(state: State): AbortSignal {
    this.#work.abort();
    this.#work = new AbortController();
    this.#set(state);
    return this.#work.signal;
  }

  #set(state: State): void {
    if (this.state.stream && this.state.stream !== state.stream) stopCamera(this.state.stream);
    this.state = state;
    this.#changed();
  }
}
