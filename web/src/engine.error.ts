/** What can go wrong between a page and the engine; the message says how to fix it. */
export type EngineErrorCode =
  /** There is no worker to start, as on a server that renders pages. */
  | "no-browser"
  /** The wasm file could not be fetched: no network, or the page's connect-src forbids it. */
  | "wasm-unreachable"
  /** The wasm URL answers with an error status. */
  | "wasm-not-found"
  /** The wasm URL answers with something else, most often an HTML page. */
  | "wasm-not-wasm"
  /** The wasm file is not the one whose hash was given, or the hash is none. */
  | "wasm-not-intact"
  /** The Content-Security-Policy forbids wasm where it is compiled. */
  | "wasm-blocked"
  /** The wasm file is damaged, or belongs to another version of this package. */
  | "wasm-invalid"
  /** The worker's script did not load, or broke. */
  | "worker-failed"
  /** The Go program ended. The next call starts it afresh. */
  | "exited"
  /** The engine met a bug of its own; it goes on. */
  | "failed"
  /** The chosen file could not be read: moved, deleted or changed since it was chosen. */
  | "file-unreadable"
  /** The file is larger than the engine reads. */
  | "file-too-large"
  /** The picture cannot be made to fit: no browser shows it, or nobody could read it then. */
  | "cannot-fit"
  /** The environment that was given has errors. */
  | "environment-invalid"
  /** The engine was closed. */
  | "closed";

/** The one error of the engine. Cancelling a call rejects with its signal's reason instead. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
