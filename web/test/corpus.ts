// The folder of real files beside the repository, with the truth about each as Chromium's own decoder sees it.
import { existsSync, readFileSync } from "node:fs";

export const corpus = new URL("../../../shared/corpus/", import.meta.url);

export interface Truth {
  /** Its path in the folder. */
  file: string;
  kind: "jpeg" | "png" | "pdf" | "other";
  /** Absent for kind other. */
  opens?: boolean;
}

/** What the manifest says. */
export function readTruth(): Truth[] {
  const manifest = new URL("manifest.json", corpus);
  if (!existsSync(manifest)) {
    throw new Error(`The corpus is not there: put it beside the repository, so that ${manifest.pathname} is a file.`);
  }
  return JSON.parse(readFileSync(manifest, "utf8"));
}
