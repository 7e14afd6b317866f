/** Why a call of the engine failed; the error's message says how to fix it. */
export type EngineErrorCode =
  /** There are no workers: on a server. */
  | "no-browser"
  /** The wasm file could not be fetched: no network, or the page's connect-src forbids it. */
  | "wasm-unreachable"
  /** The wasm URL answers with an error status. */
  | "wasm-not-found"
  /** The wasm URL answers with something else, usually an HTML page. */
  | "wasm-not-wasm"
  /** The wasm file does not match `wasmIntegrity`, or that is malformed. */
  | "wasm-not-intact"
  /** The worker's Content-Security-Policy forbids wasm. */
  | "wasm-blocked"
  /** The wasm file is damaged, or belongs to another version of this package. */
  | "wasm-invalid"
  /** The worker's script did not load, or threw. */
  | "worker-failed"
  /** The Go program ended. The next call starts it again. */
  | "exited"
  /** A bug of the engine. Later calls work. */
  | "failed"
  /** The file could not be read: it was moved, deleted or changed after it was chosen. */
  | "file-unreadable"
  /** The file is larger than the engine reads. */
  | "file-too-large"
  /** The picture cannot be made to fit: it cannot be decoded, or would be illegible. */
  | "cannot-fit"
  /** The environment has errors. */
  | "environment-invalid"
  /** The engine was closed. */
  | "closed";

/** The only error of the engine, except that a cancelled call rejects with its signal's reason. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
