// The messages between the page and the engine's two workers.
import type { EngineErrorCode } from "./engine.error.ts";
import type {
  CheckResult,
  EditResult,
  Environment,
  EnvironmentResult,
  ExplainResult,
  Fitted,
  ImportResult,
  InspectOptions,
  InspectResult,
  MatrixResult,
  Operation,
  OutlineResult,
  Person,
  Prepared,
  PrepareOptions,
  Progress,
  ResolveResult,
  ReviewResult,
} from "./types.ts";

/** A text, or its UTF-8 bytes. */
export type Text = string | Uint8Array;

export interface StepsOptions {
  environment?: Environment;
}

export interface PersonOptions extends StepsOptions {
  /** Absent: a person of whom nothing is known. */
  person?: Person;
}

export interface LocaleOptions extends StepsOptions {
  /** Absent: the request's own, or English. */
  locale?: string;
}

/** The parameters and the result of a call. */
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
  matrix: { takes: { text: Text; options: LocaleOptions }; gives: MatrixResult };
  explain: { takes: { text: Text; changed: Text; options: StepsOptions }; gives: ExplainResult };
  expand: { takes: { text: Text; options: StepsOptions }; gives: unknown };
  outline: { takes: { text: Text; options: StepsOptions }; gives: OutlineResult };
  edit: { takes: { text: Text; operations: readonly Operation[] }; gives: EditResult };
  normalise: { takes: { text: Text }; gives: unknown };
  importText: { takes: { text: Text }; gives: ImportResult };
};

export type ToWorker =
  /** Sent once, before any call. Default URL: the bundler's. */
  | { start: { wasmURL?: string; wasmIntegrity?: string } }
  /** A call; the worker's answers repeat its number. */
  | { id: number; method: string; takes: object }
  | { cancel: number };

export type FromWorker = { id: number } & (
  | { result: unknown }
  | { progress: Progress }
  | { error: { code: EngineErrorCode; message: string } }
);
