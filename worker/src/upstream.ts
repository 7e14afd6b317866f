// Calls to iDenfy and to the product's back end, by fetch.
import { replyBytes } from "./catalogue.gen.ts";
import { readBytes } from "./stream.ts";

/** An answer, or why there is none. */
export type Reply =
  | { status: number; body: string }
  | { failed: "timeout" | "network" | "too-large" | "early-success" };

/** A failure whose message is one of the words that Go knows. */
export class CallFailure extends Error {}

export async function callUpstream(
  url: string,
  init: { headers: Record<string, string>; body: BodyInit },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    // Following a redirect would send the secret to its target.
    const response = await fetch(url, { method: "POST", ...init, signal, redirect: "manual" });
    const bytes = await readBytes(response.body, replyBytes, signal);
    return bytes ? { status: response.status, body: new TextDecoder().decode(bytes) } : { failed: "too-large" };
  } catch {
    return { failed: signal.aborted && signal.reason?.name === "TimeoutError" ? "timeout" : "network" };
  }
}

/** Forwards a webhook. Only the status of the answer counts. */
export async function post(
  url: string,
  init: { headers: Record<string, string>; body: string },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    const { status, body } = await fetch(url, { method: "POST", ...init, signal, redirect: "manual" });
    void body?.cancel().catch(() => {}); // not awaited: it may take any time
    return { status, body: "" };
  } catch {
    return { failed: signal.aborted ? "timeout" : "network" };
  }
}
