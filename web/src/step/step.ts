// A step as the element shows it: its texts, which files it takes, and the reviewers' rules.
import type { Key, Words } from "../locale.ts";
import type { StepSettings, StepType } from "../types.ts";

/** A step, in the shape of a token's, an environment's or a payload's. */
export interface StepRequest {
  /** Such as UTILITY_BILL. */
  name: string;
  /** Default: UPLOAD. */
  type?: StepType;
  /** Default: true for each. */
  settings?: Partial<StepSettings>;
  /** By locale. Default: the package's own texts for a utility bill. */
  texts?: Record<string, { name: string; description: string }>;
  /** The proof-of-address documents that the person chooses from, by iDenfy's English names. Default: no choice. */
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

/** The proof-of-address documents that the person chooses from; empty for no choice. */
export function poaDocumentsOf(step: StepRequest): string[] {
  return step.name === bill ? (step.poaDocuments ?? []) : [];
}

/** The name of a proof-of-address document in the person's language. */
export function poaName(words: Words, name: string): string {
  const key = `poa.${name}`;
  return words.has(key) ? words.say(key) : name;
}

/** The rules of iDenfy's reviewers for a utility bill that they read. */
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

/** The step's text in the person's locale, else in English, else in any, like iDenfy's fallback. */
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
