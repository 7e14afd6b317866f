// What is found in a file, in words for whoever chose it. Some codes tell apart what is the same to them.
import type { Key, Words } from "../locale.ts";
import type { Finding } from "../types.ts";

const keys: Record<string, Key> = {
  animated: "finding.animated",
  "coding-not-supported": "finding.coding",
  damaged: "finding.damaged",
  "decompression-bomb": "finding.pixels",
  empty: "finding.empty",
  encrypted: "finding.encrypted",
  "encryption-unknown": "finding.encrypted",
  "end-missing": "finding.truncated",
  "exif-location": "finding.place",
  heic: "finding.heic",
  "leading-data": "finding.pdf-active",
  "limit-image": "finding.large",
  "limit-pages": "finding.pages",
  "limit-pixels": "finding.pixels",
  "limit-request": "finding.large-pdf",
  "no-pages": "finding.damaged",
  "not-decodable": "finding.damaged",
  "pages-differ": "finding.pdf-repaired",
  "pdf-attachment": "finding.pdf-active",
  "pdf-form": "finding.pdf-active",
  "pdf-launch": "finding.pdf-active",
  "pdf-not-allowed": "finding.no-pdf",
  "pdf-portfolio": "finding.pdf-active",
  "pdf-script": "finding.pdf-active",
  "pdf-too-complex": "finding.pdf-active",
  "picture-damaged": "finding.picture-damaged",
  repaired: "finding.pdf-repaired",
  "second-file": "finding.pdf-active",
  "trailing-data": "finding.extra",
  truncated: "finding.truncated",
  "type-disguised": "finding.disguised",
  "type-not-accepted": "finding.kind",
  unreadable: "finding.unreadable",
  "upload-not-allowed": "finding.no-upload",
};

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

/** Whether a copy that fits would be accepted: there is something that it mends, and no error that it does not. */
export function copyHelps(findings: Finding[]): boolean {
  const mended = findings.filter(({ params }) => params?.remedy === "fit");
  return mended.length > 0 && findings.every((finding) => finding.severity !== "error" || mended.includes(finding));
}
