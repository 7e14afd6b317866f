// What `<idenfy-step>` tells whoever put it onto a page. Nothing bubbles, as with `<video>`.
import type { InspectResult, Progress } from "../types.ts";

/** How a file came. */
export type Source = "file" | "drop" | "paste" | "camera";

export interface ChosenDetail {
  file: File;
  by: Source;
}
export interface UploadDetail {
  scanRef: string;
  step: string;
  file: File;
  /** The file in base64, as `Client.uploadStep` takes it. */
  body: Blob;
  /** The proof-of-address document that the person chose, in iDenfy's English name. */
  poaDocument: string;
}

/**
 * Those that begin with `before` can be cancelled, and then the act does not happen and nothing changes; those of the
 * same name without it tell that it was done.
 */
export interface StepEventMap {
  /** A file was chosen, dropped, pasted or photographed. */
  beforechoose: CustomEvent<ChosenDetail>;
  choose: CustomEvent<ChosenDetail>;
  /** The engine looks into the file. */
  beforeinspect: CustomEvent<{ file: File }>;
  inspect: CustomEvent<{ file: File; report: InspectResult }>;
  /** A copy that fits is made, which is then inspected like a chosen file. */
  beforefit: CustomEvent<{ file: File }>;
  fit: CustomEvent<{ file: File; original: File }>;
  /** The camera is asked for. */
  beforecamera: CustomEvent<null>;
  camera: CustomEvent<{ stream: MediaStream }>;
  /** The file is sent. Cancel it to send `body` yourself. */
  beforeupload: CustomEvent<UploadDetail>;
  progress: CustomEvent<Progress>;
  upload: CustomEvent<UploadDetail>;
  /** The person stopped what was under way, or took a form's file back. */
  cancel: CustomEvent<null>;
  /** An act failed: with an EngineError, a ClientError, or a DOMException of the camera. */
  error: CustomEvent<{ error: unknown }>;
  /** The element's value changed. Bubbles, as that of other form controls. */
  change: Event;
}

/** Tells an event; false where it was cancelled. */
export type Tell = <K extends Exclude<keyof StepEventMap, "change">>(
  type: K,
  detail: StepEventMap[K]["detail"],
) => boolean;
