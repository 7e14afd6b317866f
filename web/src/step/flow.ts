// What happens to a file from its choice until it has arrived. It knows no DOM: the view shows its state.
import type { Client } from "../client.ts";
import type { Key } from "../locale.ts";
import type { Engine, Limits, Prepared, StepSettings } from "../types.ts";
import { cameraProblem, openCamera, stopCamera } from "./camera.ts";
import type { Source, Tell } from "./events.ts";
import { poaDocumentsOf, type StepRequest, settingsOf } from "./step.ts";

export interface Chosen {
  file: File;
  by: Source;
  /** What the file was made from, if it is a copy that fits. */
  original?: File;
  /** Absent until the engine has looked into it. */
  prepared?: Prepared;
}

/** What the element is for, as its properties say at the moment. */
export interface Setting {
  step: StepRequest;
  engine: Engine;
  client: Client;
  /** The verification to upload to; absent where the file is a form's value. */
  scanRef?: string;
  limits?: Limits;
  poaDocument: string;
}

export interface State {
  at: "choosing" | "camera" | "looking" | "copying" | "judged" | "asking" | "sending" | "done";
  chosen?: Chosen;
  /** The live picture, once the camera has started. */
  stream?: MediaStream;
  /** How the last act ended, where the state alone does not say it. */
  note?: Key;
  /** Of what is under way, from 0 to 1. */
  progress?: number;
  /** What went wrong: a text, or an error to be put into words. */
  problem?: Key | { error: unknown };
}

export class Flow {
  state: State = { at: "choosing" };
  readonly #setting: () => Setting;
  readonly #tell: Tell;
  readonly #changed: () => void;
  #work = new AbortController();
  /** The person has agreed that what was given before is replaced. */
  #agreed = false;

  constructor(setting: () => Setting, tell: Tell, changed: () => void) {
    this.#setting = setting;
    this.#tell = tell;
    this.#changed = changed;
  }

  /** Begins anew; what is under way ends. */
  reset(): void {
    this.#begin({ at: "choosing" });
  }

  /** Goes on for another step or verification: the file is kept and judged for it. */
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

  /** The camera does not start, or gives no picture any more. */
  loseCamera(error: unknown): void {
    const { chosen } = this.state;
    this.#begin({ at: chosen ? "judged" : "choosing", chosen, problem: cameraProblem(error) });
    this.#tell("error", { error });
  }

  /** Looks into the chosen file again, where looking failed. */
  retry(): void {
    if (this.state.chosen) void this.#look(this.state.chosen);
  }

  async #look({ file, by, original }: Chosen): Promise<void> {
    if (!this.#tell("beforeinspect", { file })) return this.reset();
    const chosen: Chosen = { file, by, original };
    const { engine, limits } = this.#setting();
    // What the camera took was taken now, so the engine has not to wonder whether a file was uploaded.
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

  /** Sends the file, once the person has agreed that it replaces what was there. */
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

  /** Not yet: the person wants to look once more. */
  postpone(): void {
    this.#set({ at: "judged", chosen: this.state.chosen });
  }

  /** Stops what is under way; a form's file is taken back. */
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

  /** Ends what is under way, since there is nobody any more to see it. */
  leave(): void {
    const { at, chosen } = this.state;
    if (at !== "done") this.#begin(chosen?.prepared ? { at: "judged", chosen } : { at: "choosing" });
  }

  #settings(): StepSettings {
    return settingsOf(this.#setting().step);
  }

  /** Works in the place of what was under way; when it fails, goes on from `otherwise` with the problem. */
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

  /** Ends what is under way and goes on from there; the signal ends with it. */
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
