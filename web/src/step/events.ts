// The events of `<idenfy-step>`. Only `change` bubbles.
import type { InspectResult, Progress } from "../types.ts";

/** How a file was chosen. */
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

/** An event with `before` precedes an action, which does not happen if it is cancelled; without, it follows the action. */
export interface StepEventMap {
  /** A file was chosen, dropped, pasted or photographed. */
  beforechoose: CustomEvent<ChosenDetail>;
  choose: CustomEvent<ChosenDetail>;
  /** The engine judges the file. */
  beforeinspect: CustomEvent<{ file: File }>;
  inspect: CustomEvent<{ file: File; report: InspectResult }>;
  /** A copy that fits is made, and then inspected like a chosen file. */
  beforefit: CustomEvent<{ file: File }>;
  fit: CustomEvent<{ file: File; original: File }>;
  /** The camera is started. */
  beforecamera: CustomEvent<null>;
  camera: CustomEvent<{ stream: MediaStream }>;
  /** The file is uploaded. Cancel `beforeupload` to upload `body` yourself. */
  beforeupload: CustomEvent<UploadDetail>;
  progress: CustomEvent<Progress>;
  upload: CustomEvent<UploadDetail>;
  /** The person stopped the current work, or removed a form's file. */
  cancel: CustomEvent<null>;
  /** An action failed: with an EngineError, a ClientError, or a DOMException of the camera. */
  error: CustomEvent<{ error: unknown }>;
  /** The element's value changed. Bubbles, like that of other form controls. */
  change: Event;
}

/** Dispatches an event; returns false if it was cancelled. */
export type Tell = <K extends Exclude<keyof StepEventMap, "change">>(
  type: K,
  detail: StepEventMap[K]["detail"],
) => boolean;
