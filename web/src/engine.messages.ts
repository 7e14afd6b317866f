// What the page and the engine's worker say to each other.
import type { EngineErrorCode } from "./engine.error.ts";
import type {
  CheckResult,
  Environment,
  EnvironmentResult,
  Fitted,
  InspectOptions,
  InspectResult,
  Person,
  Prepared,
  PrepareOptions,
  Progress,
  ResolveResult,
} from "./types.ts";

type Text = string | Uint8Array;

/** The calls that the worker answers: what each takes and gives. */
export interface Calls {
  check: { takes: { text: Text; options: { environment?: Environment } }; gives: CheckResult };
  checkEnvironment: { takes: { text: Text }; gives: EnvironmentResult };
  resolve: { takes: { text: Text; options: Person & { environment?: Environment } }; gives: ResolveResult };
  normalise: { takes: { text: Text }; gives: unknown };
  prepare: { takes: { file: Blob; options: PrepareOptions }; gives: Prepared };
  inspect: { takes: { file: Blob; options: InspectOptions }; gives: InspectResult };
  encode: { takes: { file: Blob }; gives: Blob };
  fit: { takes: { file: Blob; options: InspectOptions }; gives: Fitted };
  memory: { takes: Record<never, never>; gives: number };
}

export type Method = keyof Calls;

/** One call, under a number that the worker's answers repeat. */
export type CallMessage = { [M in Method]: { id: number; method: M } & Calls[M]["takes"] }[Method];

/** Those of them that work on a file. */
export type FileCall = Extract<CallMessage, { file: Blob }>;

export type ToWorker =
  /** Once, before any call. An absent URL is the one the bundler gave the wasm. */
  { start: { wasmURL?: string } } | { call: CallMessage } | { cancel: number };

export type FromWorker = { id: number } & (
  | { result: Calls[Method]["gives"] }
  | { progress: Progress }
  | { error: { code: EngineErrorCode; message: string } }
);
