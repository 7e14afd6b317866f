// Calls of iDenfy, and of the product's back end, by the runtime's own fetch.

import { replyBytes } from "./catalogue.gen.ts";
import { readBytes } from "./stream.ts";

/** An answer of the upstream, or why there is none. */
export type Reply =
  | { status: number; body: string }
  | { failed: "timeout" | "network" | "too-large" | "early-success" };

/** A failure whose message is a word that Go knows. */
export class CallFailure extends Error {}

export async function callUpstream(
  url: string,
  init: { headers: Record<string, string>; body: BodyInit },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    // A redirect would carry the secret to wherever it points.
    const response = await fetch(url, { method: "POST", ...init, signal, redirect: "manual" });
    const bytes = await readBytes(response.body, replyBytes, signal);
    return bytes ? { status: response.status, body: new TextDecoder().decode(bytes) } : { failed: "too-large" };
  } catch {
    return { failed: signal.aborted && signal.reason?.name === "TimeoutError" ? "timeout" : "network" };
  }
}

/** Forwards a webhook; of the answer only the status counts. */
export async function post(
  url: string,
  init: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const { status, body } = await fetch(url, { method: "POST", ...init, signal, redirect: "manual" });
    void body?.cancel().catch(() => {}); // nothing bounds how long that takes
    return { status, body: "" };
  } catch {
    return { failed: signal.aborted ? "timeout" : "network" };
  }
}
