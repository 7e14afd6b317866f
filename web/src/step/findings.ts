// What is found in a file, in words for whoever chose it. Some codes tell apart what is the same to them.
import { fileFindingTexts } from "../catalogue.gen.ts";
import type { Key, Words } from "../locale.ts";
import type { Finding } from "../types.ts";

const keys: Record<string, Key> = fileFindingTexts;

/** Says a finding; one that is not known here in the engine's English. `types` are those that may be chosen. */
export function findingText(words: Words, { code, message, params = {} }: Finding, types: string[]): string {
  // What lies beside a picture, a copy leaves out; what lies in a PDF, only printing does.
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

/** Whether a copy that fits would be accepted: there is something that it fixes, and no error that it does not. */
export function copyHelps(findings: Finding[]): boolean {
  const fixed = findings.filter(({ params }) => params?.remedy === "fit");
  return fixed.length > 0 && findings.every((finding) => finding.severity !== "error" || fixed.includes(finding));
}
