// The contract between the engine and whoever uses it. Go writes these shapes as JSON; wasm, command line and page
// show the same ones.

/** How bad a finding is: `error` is refused or misread by iDenfy, `warning` surprises, `info` asks for nothing. */
export type Severity = "error" | "warning" | "info";

/** One thing found in a payload or a file. */
export interface Finding {
  /** Lower-case words with dashes; stable. Those that only say that a configurable limit is exceeded begin `limit-`. */
  code: string;
  severity: Severity;
  /** One English sentence: what is wrong and what to do instead. */
  message: string;
  /** JSON Pointer (RFC 6901) of the value it is about; "" is the whole payload. Absent for files. */
  pointer?: string;
  /** Counts from 1. Absent for files. */
  line?: number;
  /** Counts from 1, in UTF-16 units. Absent for files. */
  column?: number;
  /**
   * What the message names, so that it can be said in another language. `remedy: "fit"` says that `Engine.fit` mends
   * the picture that it is about.
   */
  params?: Record<string, string>;
  /** Mends it; absent where only a person can decide. See `applyFix`. */
  fix?: Fix;
}

/** Edits that make a finding go away and change nothing else. */
export interface Fix {
  /** What the edits do, in a few words. */
  title: string;
  /** In order of `start`, not overlapping. */
  edits: Edit[];
}

/** Replaces the bytes from `start` to `end` (exclusive; offsets in UTF-8 bytes) by `text`. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

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

/** `fragment` is `"additionalSteps": {…}` without braces around it; `response` is what iDenfy answered or sent. */
export type PayloadKind = "token-request" | "additional-steps" | "fragment" | "upload-request" | "response" | "unknown";

export interface CheckResult {
  /** What it was taken for. */
  kind: PayloadKind;
  /** No finding is an error. */
  valid: boolean;
  findings: Finding[];
}

/** What is wrong with an environment. */
export interface EnvironmentResult {
  /** No finding is an error. */
  valid: boolean;
  findings: Finding[];
}

/** Who is asked: what the steps of a payload depend on. */
export interface Person {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** The document that they show, such as PASSPORT. */
  document: string;
  /** The language that they read. */
  locale: string;
}

/** What a step lets a person do. */
export interface StepSettings {
  canUpload: boolean;
  canCapture: boolean;
  canUploadPDF: boolean;
}

export type StepType = "UPLOAD" | "COMPARE" | "EXTRACT";

/** One step as a given person sees it. */
export interface ResolvedStep extends StepSettings {
  name: string;
  type: StepType;
  fields: string[];
  title: string;
  description: string;
  /** The locale in which title and description are. */
  textLocale: string;
  /** The person's locale has no text of its own, so `textLocale` is another one. */
  textFallback: boolean;
  /** The proof-of-address documents that the person chooses from first, or null where no such screen comes. */
  poaDocuments: string[] | null;
  /** JSON Pointer of the part of the payload that asks for it, or "environment". */
  rule: string;
  /** What iDenfy's documentation does not say and was assumed. */
  assumed: string[];
}

export interface ResolveResult extends Person {
  /** In the order in which the person sees them. */
  steps: ResolvedStep[];
  assumed: string[];
  /** The payload's, when one of them is an error: what could be read of it is resolved nevertheless. */
  findings?: Finding[];
}

/** What is wrong with a payload, and what one person will see because of it: a check and a resolution in one. */
export interface ReviewResult extends CheckResult, Person {
  /** In the order in which the person sees them. What could be read of a payload with an error is resolved too. */
  steps: ResolvedStep[];
  assumed: string[];
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

/** What a file is by its content, whatever its name says. */
export type FileType =
  | "jpeg"
  | "png"
  | "pdf"
  | "heic"
  | "avif"
  | "webp"
  | "gif"
  | "tiff"
  | "bmp"
  | "svg"
  | "video"
  | "audio"
  | "office"
  | "archive"
  | "executable"
  | "text"
  | "empty"
  | "unknown";

export interface InspectResult {
  type: FileType;
  bytes: number;
  /** In pixels, after the EXIF orientation. Absent or null for what is not a picture. */
  width?: number | null;
  height?: number | null;
  /** EXIF orientation, 1 to 8. */
  orientation?: number | null;
  /** Absent or null for what is not a PDF. */
  pages?: number | null;
  /** `opens`: encrypted, but opens without a password. */
  encryption?: "none" | "opens" | "password" | null;
  /** No finding is an error. */
  accepted: boolean;
  findings: Finding[];
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
