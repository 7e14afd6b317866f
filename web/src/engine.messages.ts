// What the page and the engine's worker say to each other.
import type { EngineErrorCode } from "./engine.error.ts";
import type { CheckResult, InspectResult, Progress, ResolveResult } from "./types.ts";

/** The calls that the worker answers: what each takes and gives. */
export interface Calls {
  check: { takes: { text: string; options: object }; gives: CheckResult };
  resolve: { takes: { text: string; options: object }; gives: ResolveResult };
  normalise: { takes: { text: string; options: object }; gives: unknown };
  inspect: { takes: { file: Blob; options: object }; gives: InspectResult };
  encode: { takes: { file: Blob }; gives: Blob };
  memory: { takes: Record<never, never>; gives: number };
}

export type Method = keyof Calls;

/** One call, under a number that the worker's answers repeat. */
export type CallMessage = { [M in Method]: { id: number; method: M } & Calls[M]["takes"] }[Method];

export type ToWorker =
  /** Once, before any call. An absent URL is the one the bundler gave the wasm. */
  { start: { wasmURL?: string } } | { call: CallMessage } | { cancel: number };

export type FromWorker = { id: number } & (
  | { result: Calls[Method]["gives"] }
  | { progress: Progress }
  | { error: { code: EngineErrorCode; message: string } }
);
