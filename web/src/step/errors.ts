// Texts of errors, for a person who can only wait, try again or go back.
import { ClientError } from "../client.ts";
import { EngineError } from "../engine.error.ts";
import type { Key, Words } from "../locale.ts";
import { findingText } from "./findings.ts";
import type { State } from "./flow.ts";

export function errorText(words: Words, error: unknown, types: string[]): string {
  const finding = error instanceof ClientError && error.findings?.[0];
  if (finding) return findingText(words, finding, types);
  const code = codeOf(error);
  return words.say(keyOf(error, code), { code });
}

/** Whether the problem is that no copy can be made. */
export function copyFailed(problem: State["problem"]): boolean {
  return typeof problem === "object" && codeOf(problem.error) === "cannot-fit";
}

function codeOf(error: unknown): string {
  if (error instanceof ClientError) return error.identifier;
  if (error instanceof EngineError) return error.code;
  return error instanceof Error ? error.name : String(error);
}

function keyOf(error: unknown, code: string): Key {
  if (error instanceof ClientError && error.retryable && error.status > 0) return "error.busy";
  if (/^(CALLER|GRANT)_/.test(code) || code === "UNAUTHORIZED") return "error.expired";
  switch (code) {
    case "NETWORK_ERROR":
      return "error.offline";
    case "UPLOAD_RUNNING":
      return "error.busy";
    case "PERMISSIONS_ERROR":
      return "error.not-asked";
    case "file-unreadable":
      return "finding.unreadable";
    case "cannot-fit":
      return "error.no-copy";
    case "file-too-large":
      return "error.other";
    default:
      return error instanceof EngineError ? "error.engine" : "error.other";
  }
}
