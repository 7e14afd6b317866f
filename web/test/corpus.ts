// The folder of real files beside the repository, with the truth about each as Chromium's own decoder sees it.
import { readFileSync } from "node:fs";

export const corpus = new URL("../../../shared/corpus/", import.meta.url);

export interface Truth {
  /** Its path in the folder. */
  file: string;
  kind: "jpeg" | "png" | "pdf" | "other";
  /** Absent for kind other. */
  opens?: boolean;
}

/** What the manifest says; it throws where the corpus is not there. */
export function readTruth(): Truth[] {
  return JSON.parse(readFileSync(new URL("manifest.json", corpus), "utf8"));
}
