// Made by internal/catalogue/generate from the types of what Go answers. Do not edit.

/** What iDenfy does with a step's file. */
export type StepType = "UPLOAD" | "COMPARE" | "EXTRACT";

/**
 * How bad a finding is: iDenfy would refuse or misread an `error`, a `warning` works but may surprise, an `info` needs
 * no action.
 */
export type Severity = "error" | "warning" | "info";

/** One thing found in a payload or a file. */
export interface Finding {
  /**
   * `code` names the kind of finding: lower-case words with dashes, stable. Codes for a configurable limit that is
   * exceeded begin with `limit-`.
   */
  code: string;
  severity: Severity;
  /** The JSON Pointer (RFC 6901) of the value that the finding is about; "" is the whole payload. Absent for files. */
  pointer?: string;
  /** `line` counts from 1. Absent for files. */
  line?: number;
  /** `column` counts from 1, in UTF-16 units. Absent for files. */
  column?: number;
  /** One English sentence: what is wrong and how to fix it. */
  message: string;
  /**
   * The values in the message, for translations of it. `remedy: "fit"` says that `Engine.fit` fixes the picture that
   * the finding is about.
   */
  params?: Record<string, string>;
  /** `fix` makes the finding go away; absent where only a person can decide how. See `applyFix`. */
  fix?: Fix;
}

/** A set of edits that makes a finding go away and changes nothing else. */
export interface Fix {
  /** `title` says in a few words what the edits do. */
  title: string;
  /** In order of their start and do not overlap. */
  edits: Edit[];
}

/** An `Edit` replaces the bytes from its start to its end (exclusive; offsets in UTF-8 bytes) by its text. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * The kind of a payload. A `fragment` is `"additionalSteps": {…}` without braces around it; a `response` is what
 * iDenfy answered or sent; an `other-request` is the body of a call that has nothing to do with additional steps.
 */
export type PayloadKind =
  | "token-request"
  | "additional-steps"
  | "fragment"
  | "upload-request"
  | "response"
  | "other-request"
  | "unknown";

/** The kind and the findings of a payload. */
export interface CheckResult {
  /** What the payload was taken for. */
  kind: PayloadKind;
  /** `valid` says that no finding is an error. */
  valid: boolean;
  /** In the order of the text. */
  findings: Finding[];
}

/** What is wrong with an environment. */
export interface EnvironmentResult {
  /** `valid` says that no finding is an error. */
  valid: boolean;
  /** In the order of the text. */
  findings: Finding[];
}

/** The payload that was in what somebody pasted, not checked yet. */
export interface ImportResult {
  /** The payload; null where only a person can make it JSON, which the finding `import` of a check says how. */
  text: string | null;
  /** What the text is, such as "a code fence around JavaScript"; "" for a payload by itself. */
  was: string;
}

/** What the steps of a payload depend on. */
export interface Person {
  /** An ISO 3166-1 alpha-2 code. */
  country: string;
  /** The type of the person's identity document, such as PASSPORT. */
  document: string;
  /** The language of iDenfy's window. */
  locale: string;
}

/** `StepSettings` say what a person may do in a step. */
export interface StepSettings {
  canUpload: boolean;
  canCapture: boolean;
  canUploadPDF: boolean;
}

/** One step as one person sees it. */
export interface ResolvedStep extends StepSettings {
  name: string;
  type: StepType;
  fields: string[];
  title: string;
  description: string;
  /** The locale of title and description. */
  textLocale: string;
  /** `textFallback` says that there is no text in the person's locale, so that TextLocale is another one. */
  textFallback: boolean;
  /** The proof-of-address documents that the person chooses from first; null for a step without this choice. */
  poaDocuments: string[] | null;
  /** The JSON Pointer of the part of the payload that asks for the step, or "environment". */
  rule: string;
  /** Sentences on what iDenfy's documentation leaves open. */
  assumed: string[];
}

/** The steps that one person sees. */
export interface Seen extends Person {
  /** In the order in which the person sees them. */
  steps: ResolvedStep[];
  /** Sentences on what iDenfy's documentation leaves open. */
  assumed: string[];
}

/** The steps that one person sees because of a payload. */
export interface ResolveResult extends Seen {
  /** The payload's findings if one of them is an error: what could be read is resolved nevertheless. */
  findings?: Finding[];
}

/** What an editor shows of a payload: its findings, and the steps that one person sees. */
export interface ReviewResult extends CheckResult, Seen {}

/** A `MatrixResult` resolves a payload for everybody. */
export interface MatrixResult {
  /** In the order of the payload's countries, ALL last. */
  rows: MatrixRow[];
  /** Sentences on what iDenfy's documentation leaves open. */
  assumed: string[];
  /** The payload's findings if one of them is an error. */
  findings?: Finding[];
}

/** A group of people who see the same steps. */
export interface MatrixRow {
  /** Alpha-2 codes, and ALL for every country that no row names. */
  countries: string[];
  /** Document types, or ALL alone for every one. */
  documents: string[];
  steps: ResolvedStep[];
}

/** What changes for people between two payloads. */
export interface ExplainResult {
  changes: Change[];
  /** Sentences on what iDenfy's documentation leaves open. */
  assumed: string[];
  /** The old payload's findings, where one of them is an error. */
  old?: Finding[];
  /** The new payload's findings, where one of them is an error. */
  new?: Finding[];
}

/** What some people gain, lose or see differently. */
export interface Change {
  /** `who` names them: "PASSPORT holders in DE", "All people". */
  who: string;
  /** Alpha-2 codes, and ALL for every country that neither payload names. */
  countries: string[];
  /** Document types, or ALL alone for every one. */
  documents: string[];
  /** Names of steps. */
  gains: string[];
  /** Names of steps. */
  loses: string[];
  /** The steps that stay but change. */
  altered: Alteration[];
  /** `reordered` says that the steps that stay are in another order. */
  reordered: boolean;
  /** The change as a sentence. */
  sentence: string;
}

/** What changes about a step. */
export interface Alteration {
  step: string;
  /** Phrases such as "type UPLOAD becomes COMPARE". */
  what: string[];
}

/** What a form shows of a payload. Whatever it has a pointer for stands in the text, and an edit changes it there. */
export interface OutlineResult {
  kind: PayloadKind;
  /** False where the text is no JSON: a form stays as it was then. */
  readable: boolean;
  /** Where additionalSteps stands, or would stand. */
  pointer: string;
  /** False where there are no rules because there is no additionalSteps: the environment's steps apply. */
  given: boolean;
  /** In the order of the text. */
  rules: OutlineRule[];
  /** Where additionalData stands, or would stand; absent where the payload has no place for it. */
  dataPointer?: string;
  /** What each step compares with; in an upload, one of a step without a name. */
  data: OutlineData[];
  /** What no form can show. */
  unshown: Unshown[];
  /** The payload's where one of them is an error. */
  findings?: Finding[];
}

/** What one country and one document type are asked for. */
export interface OutlineRule {
  /** An alpha-2 code or ALL, as it is written; so is the document type. */
  country: string;
  document: string;
  pointer: string;
  /** How its value is written. */
  form: RuleForm;
  steps: OutlineStep[];
}

/**
 * How a rule says what it asks for: `none`, a `list` of names of steps, or an object of `steps`. Only the last can say
 * more about a step than its name.
 */
export type RuleForm = "none" | "list" | "steps";

/** One step of a rule, as people get it but for its texts. */
export interface OutlineStep extends StepSettings {
  name: string;
  pointer: string;
  /** `configured` says that the environment has the step. */
  configured: boolean;
  type: StepType;
  /** The names of what is compared or extracted. */
  fields: string[];
  /** Those that the payload has; the environment's and iDenfy's own are not among them. */
  texts: OutlineText[];
  /**
   * What stands in the payload of the step, as pointers that go on from the step's: `type`, `texts/en`,
   * `settings/canUpload`. The rest is the environment's, or what iDenfy begins with.
   */
  says: string[];
}

/** What people read in one locale; what is not said is "". */
export interface OutlineText {
  locale: string;
  name: string;
  description: string;
}

/** What one step compares with. */
export interface OutlineData {
  /** "" in an upload, which is for one step. */
  step: string;
  pointer: string;
  fields: OutlineField[];
}

/** A value to compare with. */
export interface OutlineField {
  name: string;
  value: string;
  pointer: string;
}

/** A part of the text that no form can show. */
export interface Unshown {
  pointer: string;
  /** A sentence; the finding at the same pointer says more where there is one. */
  why: string;
}

/** A text that operations have changed. */
export interface EditResult {
  /** The new text; the one that was given where the operations cannot be made. */
  text: string;
  /**
   * `edits` lead from the text that was given to the new one, all in one step; they are in the order of their start,
   * without overlap.
   */
  edits: Edit[];
  /** `findings` say why the operations cannot be made, absent where they were. None of them is made then. */
  findings?: Finding[];
}

/** What a file is, by its content. */
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

/**
 * `Encryption` tells what a PDF needs to be opened: nothing (`none`), nothing although it is encrypted (`opens`), or a
 * `password`.
 */
export type Encryption = "none" | "opens" | "password";

/** What a file is by its content, and what is wrong with it. */
export interface InspectResult {
  type: FileType;
  /** The file's size in bytes. */
  bytes: number;
  /**
   * A picture's width in pixels as it is shown, after the EXIF orientation; null where there is none or it is not
   * known. So are the four that follow.
   */
  width?: number | null;
  /** A picture's height in pixels as it is shown, after the EXIF orientation. */
  height?: number | null;
  /** The EXIF orientation of a JPEG or PNG, 1 to 8, and 1 where the picture does not say. */
  orientation?: number | null;
  /** How many pages a PDF has, where they can be counted. */
  pages?: number | null;
  /** `encryption` tells what a PDF needs to be opened. */
  encryption?: Encryption | null;
  /** `accepted` says that no finding is an error. */
  accepted: boolean;
  /** In the order in which they were found. */
  findings: Finding[];
}

/** One additional step of a verification. */
export interface TokenStep {
  name: string;
  type: StepType;
  settings: StepSettings;
}

/** A token for iDenfy's window, and what the person will be asked there. */
export interface Token {
  authToken: string;
  scanRef: string;
  /** `redirectUrl` opens iDenfy's window. */
  redirectUrl: string;
  /** In how many seconds the token ends. */
  expiryTime: number;
  /** What the person will be asked for. */
  steps: TokenStep[];
}

/** An `Upload` says which step's document iDenfy has taken. */
export interface Upload {
  scanRef: string;
  step: string;
}

/**
 * How a verification stands, as coarse as the person needs it: `waiting` for the result, `accepted`, some steps are
 * asked `again`, or `closed` without a way to go on.
 */
export type VerificationState = "waiting" | "accepted" | "again" | "closed";

/** How a verification stands. */
export interface Verification {
  scanRef: string;
  state: VerificationState;
  /** The names of the steps that are asked again. */
  steps: string[];
}
