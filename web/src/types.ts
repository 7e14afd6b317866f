// The contract between the engine and whoever uses it: what it takes, and what Go answers (answers.gen.ts).
import type {
  CheckResult,
  EnvironmentResult,
  InspectResult,
  Person,
  ResolveResult,
  ReviewResult,
  StepSettings,
  StepType,
} from "./answers.gen.ts";

export type * from "./answers.gen.ts";

/** What iDenfy's staff has configured for an account, as far as it decides what a person is asked. */
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
  /** What is left for each step type and each step name; absent: nobody counts. */
  credits?: { types?: Record<string, number>; names?: Record<string, number> };
  /** Whether a request may define steps of its own or change the account's. */
  overrides?: boolean;
}

/** How large a file may be; 0 is no limit. Where none are given, the engine's defaults hold. */
export interface Limits {
  /** Bytes of the whole request, the file in base64 and what stands around it. */
  request: number;
  /** Bytes of a JPEG or PNG, before it is encoded. */
  image: number;
  /** Pixels of a picture, width times height. */
  pixels: number;
  /** Pages of a PDF. */
  pages: number;
}

/** What a file is judged for. */
export interface InspectOptions {
  /** Those of the step that it is for. */
  settings?: StepSettings;
  limits?: Limits;
}

/** What is wanted of a file. */
export interface PrepareOptions extends InspectOptions {
  /** Compute the file's SHA-256 too. */
  sha256?: boolean;
}

/** A file that was judged and, if it may be sent, encoded: what was judged is what the body carries. */
export interface Prepared {
  report: InspectResult;
  /** The file as standard base64, a Blob of small parts: the body that a browser sends fastest. Absent if refused. */
  body?: Blob;
  /** In hexadecimal digits, where it was wanted. Absent if refused, and where the page is not in a secure context. */
  sha256?: string;
}

/** A picture that was made to fit. */
export interface Fitted {
  /** The new JPEG, in memory: upright, no larger in pixels than the old one, without place or other metadata. */
  file: File;
  /** What `inspect` says of it. */
  report: InspectResult;
}

export interface Progress {
  /** Bytes done. */
  loaded: number;
  /** Bytes in all. */
  total: number;
}

/** Where one of the engine's programs comes from, for a page that serves it itself. */
export interface ProgramOptions {
  /**
   * Makes the worker from the program's script, `files.worker.js` or `steps.worker.js`, which is a module. Called when
   * the program starts. Default: from where the bundler put the script.
   */
  worker?: () => Worker | Promise<Worker>;
  /** Where the wasm is, `files.wasm` or `steps.wasm`. Default: where the bundler put it, else beside the script. */
  wasmURL?: string | URL;
  /** What the wasm must hash to, as HTML's `integrity` says it: `sha384-…`. Absent: nothing is compared. */
  wasmIntegrity?: string;
}

export interface EngineOptions {
  /** The program that looks after files. */
  files?: ProgramOptions;
  /** The program that checks payloads. */
  steps?: ProgramOptions;
}

/**
 * Checks payloads and looks after files, in Go: two programs, each in a worker of its own. Nothing is loaded before the
 * first call, and then the program that this call needs; when starting fails, the next call tries again. Calls reject
 * with an EngineError, or with the signal's reason. Payloads are text or its UTF-8 bytes. Files are worked on one after
 * the other, in the order of the calls.
 */
export interface Engine {
  /** Checks an additionalSteps payload, a token request or an upload request, in iDenfy's own JSON. */
  check(text: string | Uint8Array, options?: { environment?: Environment; signal?: AbortSignal }): Promise<CheckResult>;
  /** Checks an environment, as JSON. */
  checkEnvironment(text: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<EnvironmentResult>;
  /** Tells which steps a person of this country, document and locale will see. */
  resolve(
    text: string | Uint8Array,
    options: Person & { environment?: Environment; signal?: AbortSignal },
  ): Promise<ResolveResult>;
  /** `check` and `resolve` in one, for who shows both as somebody types: the text is read once. */
  review(
    text: string | Uint8Array,
    options?: { person?: Person; environment?: Environment; signal?: AbortSignal },
  ): Promise<ReviewResult>;
  /** The payload as plain JSON, without comments and trailing commas; null where it cannot be read. */
  normalise(text: string | Uint8Array, options?: { signal?: AbortSignal }): Promise<unknown>;
  /**
   * Judges a file and encodes it for `Client.uploadStep`, with one read of it. What its size and its first bytes rule
   * out is not read at all.
   */
  prepare(
    file: Blob,
    options?: PrepareOptions & { signal?: AbortSignal; onProgress?: (progress: Progress) => void },
  ): Promise<Prepared>;
  /** Tells what a file is and whether iDenfy would take it: `prepare` without the rest. */
  inspect(file: Blob, options?: InspectOptions & { signal?: AbortSignal }): Promise<InspectResult>;
  /** Encodes a file that nobody judges. */
  encode(file: Blob, options?: { signal?: AbortSignal; onProgress?: (progress: Progress) => void }): Promise<Blob>;
  /**
   * Saves a JPEG or PNG anew so that it keeps to the limits: as a JPEG, upright, without metadata, first with less
   * quality, then with fewer pixels. Show the person what became of it.
   */
  fit(picture: Blob, options?: InspectOptions & { signal?: AbortSignal }): Promise<Fitted>;
  /** The size in bytes of the wasm memory of the programs that were started. */
  memory(options?: { signal?: AbortSignal }): Promise<number>;
  /** Ends the workers; calls under way and later ones reject. */
  close(): void;
}
