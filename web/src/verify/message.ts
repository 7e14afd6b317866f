// Reads the messages of iDenfy's window to the page around it, in the three formats that iDenfy has documented.
import type { VerifyOutcome } from "./events.ts";

/** Returns the outcome in a message's data; undefined for any other message. */
export function readOutcome(data: unknown): VerifyOutcome | undefined {
  const said = typeof data === "string" ? parse(data) : undefined;
  if (!said) return undefined;
  const automatic = word(said.status ?? said.autoIdentificationStatus);
  const manual = word(said.manualStatus ?? said.manualIdentificationStatus ?? "INACTIVE");
  if (!automatic) return undefined;
  if (manual === "WAITING") return "waiting";
  if (manual === "INACTIVE") return decided(automatic, said.autoSuspected === true || said.manualSuspected === true);
  return decided(manual, said.manualSuspected === true);
}

function decided(status: string | undefined, suspected: boolean): VerifyOutcome | undefined {
  switch (status) {
    case "APPROVED":
      return suspected ? "suspected" : "done";
    case "FAILED":
    case "UNVERIFIED":
      return "failed";
  }
  return undefined;
}

/** The status in capitals, which the oldest format does not use. */
function word(status: unknown): string | undefined {
  const said = typeof status === "string" ? status.toUpperCase() : "";
  return ["APPROVED", "FAILED", "UNVERIFIED", "WAITING", "INACTIVE"].includes(said) ? said : undefined;
}

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
