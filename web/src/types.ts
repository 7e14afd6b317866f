// The engine's public types. Those of Go's answers are generated (answers.gen.ts).
import type {
  CheckResult,
  EditResult,
  EnvironmentResult,
  ExplainResult,
  ImportResult,
  InspectResult,
  MatrixResult,
  OutlineResult,
  Person,
  ResolveResult,
  ReviewResult,
  StepSettings,
  StepType,
} from "./answers.gen.ts";

export type * from "./answers.gen.ts";

/** What iDenfy's staff has configured for an account, as far as it affects additional steps. */
export interface Environment {
  /** The account's steps by name, in the order in which people see them. */
  steps?: Record<
    string,
    {
      type?: StepType;
      texts?: Record<string, { name: string; description: string }>;
      fields?: string[];
      settings?: Partial<StepSettings>;
    }
  >;
  /** The allowed proof-of-address documents; absent: all. */
  poaDocuments?: string[];
  /** The credits left by step type and by step name; absent: unlimited. */
  credits?: { types?: Record<string, number>; names?: Record<string, number> };
  /** Whether a request may define steps of its own or change the account's. */
  overrides?: boolean;
}

/**
 * One change of a payload's text. `at` is the JSON Pointer (RFC 6901) of what is changed; of what `insert` adds, the place
 * that it will have.
 */
export type Operation =
  /** Writes a value in the place of another, or adds a member that an object does not have. */
  | { op: "set"; at: string; value: unknown }
  | { op: "remove"; at: string }
  /** Gives a member another name, where it stands. */
  | { op: "rename"; at: string; name: string }
  /**
   * Adds a member, before the one of the name `before` or behind all; or an element before the one that has its index,
   * with the index `-` behind all.
   */
  | { op: "insert"; at: string; value: unknown; before?: string }
  /**
   * Takes a member or an element elsewhere, as it is written. `to` is a place as for `insert`, in the text without what is
   * moved; absent where only its place among the members of its object changes.
   */
  | { op: "move"; at: string; to?: string; before?: string };

/** The limits for files; 0 means no limit. */
export interface Limits {
  /** Bytes of the whole request: the file in base64 and the JSON around it. */
  request: number;
  /** Bytes of a JPEG or PNG, before it is encoded. */
  image: number;
  /** Pixels of a picture, width times height. */
  pixels: number;
  /** Pages of a PDF. */
  pages: number;
}

export interface InspectOptions {
  /** The settings of the file's step. Default: everything is allowed. */
  settings?: StepSettings;
  /** Default: the engine's own (docs/catalogue.md). */
  limits?: Limits;
}

export interface PrepareOptions extends InspectOptions {
  /** Whether to compute the file's SHA-256. */
  sha256?: boolean;
}

/** The report on a file and, if it is accepted, the same bytes encoded. */
export interface Prepared {
  report: InspectResult;
  /** The file as standard base64: the body for `Client.uploadStep`. Absent if refused. */
  body?: Blob;
  /** In hexadecimal digits, if the options ask for it. Absent if refused, and outside secure contexts. */
  sha256?: string;
}

/** A picture that was made to fit. */
export interface Fitted {
  /** The new JPEG, in memory: upright, at most as many pixels as the original, without location or other metadata. */
  file: File;
  /** The report on it, as of `inspect`. */
  report: InspectResult;
}

/** In bytes. */
export interface Progress {
  loaded: number;
  total: number;
}

/** Where the files of one of the engine's programs are, for a page that serves them itself. */
export interface ProgramOptions {
  /**
   * Makes the worker of the program's script, `files.worker.js` or `steps.worker.js`, which is a module. Called when the
   * program starts. Default: a worker of the bundler's URL of the script.
   */
  worker?: () => Worker | Promise<Worker>;
  /** The URL of `files.wasm` or `steps.wasm`. Default: the bundler's, else beside the script. */
  wasmURL?: string | URL;
  /** The hash of the wasm, in the format of HTML's `integrity`: `sha384-…`. Absent: not checked. */
  wasmIntegrity?: string;
}

export interface EngineOptions {
  /** The program for files. */
  files?: ProgramOptions;
  /** The program for payloads. */
  steps?: ProgramOptions;
}

/**
 * Checks payloads, and judges and encodes files. It has two Go programs, each in its own worker; the first call that
 * needs one loads it, and after a failed start the next call tries again. Calls reject with an EngineError, or with the
 * signal's reason. Payloads are text or its UTF-8 bytes. Files are processed one after the other, in the order of the
 * calls.
 */
export interface Engine {
  /** Checks an additionalSteps payload, a token request or an upload request, in iDenfy's format. */
  check(text: string | Uint8Array, options?: { environment?: Environment; signal?: AbortSignal }): Promise<CheckResult>;
  /** Checks the JSON of an environment. */
  checkEnvironment(text: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<EnvironmentResult>;
  /** Returns the steps that a person with this country, document and locale will see. */
  resolve(
    text: string | Uint8Array,
    options: Person & { environment?: Environment; signal?: AbortSignal },
  ): Promise<ResolveResult>;
  /** `check` and `resolve` in one, which reads the text once: for an editor that shows both. */
  review(
    text: string | Uint8Array,
    options?: { person?: Person; environment?: Environment; signal?: AbortSignal },
  ): Promise<ReviewResult>;
  /** Tells what a payload means for every country and document type: a row for each that behaves differently. */
  matrix(
    text: string | Uint8Array,
    options?: { locale?: string; environment?: Environment; signal?: AbortSignal },
  ): Promise<MatrixResult>;
  /** Tells who gains or loses which step when the second payload takes the place of the first. */
  explain(
    text: string | Uint8Array,
    changed: string | Uint8Array,
    options?: { environment?: Environment; signal?: AbortSignal },
  ): Promise<ExplainResult>;
  /** The payload's additionalSteps as iDenfy echoes them, every step complete; null where the payload has an error. */
  expand(text: string | Uint8Array, options?: { environment?: Environment; signal?: AbortSignal }): Promise<unknown>;
  /** Tells what a form shows of a payload, each part with the pointer by which `edit` changes it. */
  outline(
    text: string | Uint8Array,
    options?: { environment?: Environment; signal?: AbortSignal },
  ): Promise<OutlineResult>;
  /**
   * Makes operations one after the other, or none of them. Each is the smallest change of the text: comments, order and
   * whatever is not named stay as they are, and what is new is laid out as what stands beside it. The edits of all of
   * them lead from the text that was given to the new one, and are one step to undo.
   */
  edit(
    text: string | Uint8Array,
    operations: readonly Operation[],
    options?: { signal?: AbortSignal },
  ): Promise<EditResult>;
  /** Returns the payload as plain JSON, without comments and trailing commas; null if it cannot be read. */
  normalise(text: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<unknown>;
  /**
   * Takes the payload out of what people paste for one: a curl command, a code fence, JavaScript, a string, a wrapper.
   * It is not checked; `check` says the same as a finding, `import`, with a fix.
   */
  importText(text: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<ImportResult>;
  /**
   * Judges a file and encodes it for `Client.uploadStep`. The file is read once; if its size or its first bytes are
   * refused, it is not read whole.
   */
  prepare(
    file: Blob,
    options?: PrepareOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<Prepared>;
  /** Judges a file: what it is, and whether iDenfy would accept it. */
  inspect(file: Blob, options?: InspectOptions & { signal?: AbortSignal }): Promise<InspectResult>;
  /** Encodes a file without judging it. */
  encode(file: Blob, options?: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }): Promise<Blob>;
  /**
   * Makes a copy of a JPEG or PNG that fits the limits: a JPEG, upright, without metadata, first with less quality, then
   * with fewer pixels. Show the person the result.
   */
  fit(picture: Blob, options?: InspectOptions & { signal?: AbortSignal }): Promise<Fitted>;
  /** Returns the size in bytes of the wasm memory of both programs. */
  memory(options?: { signal?: AbortSignal }): Promise<number>;
  /** Ends the workers; calls under way and later ones reject. */
  close(): void;
}
