import type { Fix } from "./types.ts";

/** Returns the text with the fix's edits made. The fix must be of a finding about this text. */
export function applyFix(text: string, fix: Fix): string {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let at = 0;
  let fixed = "";
  for (const { start, end, text } of fix.edits) {
    fixed += decoder.decode(bytes.subarray(at, start)) + text;
    at = end;
  }
  return fixed + decoder.decode(bytes.subarray(at));
}
