// What the page and the engine's two workers say to each other.
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
  ReviewResult,
} from "./types.ts";

/** A payload, or its UTF-8 bytes. */
export type Text = string | Uint8Array;

export interface StepsOptions {
  environment?: Environment;
}

export interface PersonOptions extends StepsOptions {
  /** Absent: one of whom nothing is known. */
  person?: Person;
}

/** What a call takes and gives. */
export interface Call {
  takes: object;
  gives: unknown;
}

/** The calls that every program answers. */
export type ProgramCalls = {
  memory: { takes: object; gives: number };
};

export type FilesCalls = ProgramCalls & {
  prepare: { takes: { file: Blob; options: PrepareOptions }; gives: Prepared };
  inspect: { takes: { file: Blob; options: InspectOptions }; gives: InspectResult };
  encode: { takes: { file: Blob }; gives: Blob };
  fit: { takes: { file: Blob; options: InspectOptions }; gives: Fitted };
};

export type StepsCalls = ProgramCalls & {
  check: { takes: { text: Text; options: StepsOptions }; gives: CheckResult };
  checkEnvironment: { takes: { text: Text }; gives: EnvironmentResult };
  resolve: { takes: { text: Text; options: PersonOptions }; gives: ResolveResult };
  review: { takes: { text: Text; options: PersonOptions }; gives: ReviewResult };
  normalise: { takes: { text: Text }; gives: unknown };
};

export type ToWorker =
  /** Once, before any call. An absent URL is the one that the bundler gave the wasm. */
  | { start: { wasmURL?: string; wasmIntegrity?: string } }
  /** A call, under a number that the worker's answers repeat. */
  | { id: number; method: string; takes: object }
  | { cancel: number };

export type FromWorker = { id: number } & (
  | { result: unknown }
  | { progress: Progress }
  | { error: { code: EngineErrorCode; message: string } }
);
