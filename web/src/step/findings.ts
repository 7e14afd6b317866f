// Texts of findings about files, for the person who chose the file. Several codes may have the same text.
import { fileFindingTexts } from "../catalogue.gen.ts";
import type { Key, Words } from "../locale.ts";
import type { Finding } from "../types.ts";

const keys: Record<string, Key> = fileFindingTexts;

/** The text of a finding; the engine's English message if there is none. `types` are those that may be chosen. */
export function findingText(words: Words, { code, message, params = {} }: Finding, types: string[]): string {
  // A copy of a picture leaves a second file out; of a PDF, only printing does.
  const key = code === "second-file" && params.remedy ? "finding.extra" : keys[code];
  if (!key) return message;
  const { is = "", limit = "", claimed = "", type = "" } = params;
  const isBytes = key.startsWith("finding.large");
  return words.say(key, {
    n: Number(is),
    is: isBytes ? words.size(Number(is)) : Number(is),
    limit: isBytes ? words.size(Number(limit), "floor") : Number(limit),
    claimed: claimed.replace(/.*\//, "").toUpperCase(),
    type: type.toUpperCase(),
    types: words.oneOf(types),
  });
}

/** Whether a copy that fits would help: it fixes some finding, and every error. */
export function copyHelps(findings: Finding[]): boolean {
  const fixed = findings.filter(({ params }) => params?.remedy === "fit");
  return fixed.length > 0 && findings.every((finding) => finding.severity !== "error" || fixed.includes(finding));
}
