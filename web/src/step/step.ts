// A step as the element shows it: what may be given, in which words it is asked for, and by which rules it is judged.
import type { Key, Words } from "../locale.ts";
import type { StepSettings, StepType } from "../types.ts";

/** A step, in the shapes in which a token, an environment or a payload has it. */
export interface StepRequest {
  /** Such as UTILITY_BILL. */
  name: string;
  /** Absent: UPLOAD. */
  type?: StepType;
  /** Those that are absent are true. */
  settings?: Partial<StepSettings>;
  /** By locale. Where there are none, a utility bill is asked for in words of the package's own. */
  texts?: Record<string, { name: string; description: string }>;
  /** The proof-of-address documents that a utility bill may be, in iDenfy's English names. Absent: nobody asks which. */
  poaDocuments?: string[] | null;
}

const bill = "UTILITY_BILL";

export function settingsOf({ settings }: StepRequest): StepSettings {
  return { canUpload: true, canCapture: true, canUploadPDF: true, ...settings };
}

/** The types of file that may be chosen, as people write them. */
export function typesOf(step: StepRequest): string[] {
  const { canUpload, canUploadPDF } = settingsOf(step);
  return canUpload && canUploadPDF ? ["JPEG", "PNG", "PDF"] : ["JPEG", "PNG"];
}

/** What the person chooses from first, by name; empty where nobody asks. */
export function poaDocumentsOf(step: StepRequest): string[] {
  return step.name === bill ? (step.poaDocuments ?? []) : [];
}

/** The name of a proof-of-address document in the person's words. */
export function poaName(words: Words, name: string): string {
  const key = `poa.${name}`;
  return words.has(key) ? words.say(key) : name;
}

/** By what iDenfy's reviewers judge a utility bill that they read. */
export function rulesOf({ name, type }: StepRequest): Key[] {
  if (name !== bill || (type !== "COMPARE" && type !== "EXTRACT")) return [];
  return ["rules.age", "rules.clear", "rules.official", "rules.latin", "rules.name"];
}

export interface StepText {
  title: string;
  description: string;
  /** The locale of both. */
  locale: string;
}

/** The step's text in the person's locale, else in English, else in any: as iDenfy falls back. */
export function textOf({ name, texts = {} }: StepRequest, words: Words): StepText {
  for (const locale of [words.locale, "en", ...Object.keys(texts)]) {
    const text = texts[locale];
    if (text) return { title: text.name, description: text.description, locale };
  }
  const isBill = name === bill;
  return {
    title: words.say(isBill ? "bill.title" : "other.title"),
    description: isBill ? words.say("bill.description") : "",
    locale: words.locale,
  };
}
