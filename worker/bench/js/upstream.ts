// The call to iDenfy, and what its answers become.

import type { Env } from "../../src/host.ts";
import { Refusal } from "../../src/refusal.ts";
import type { Reply } from "../../src/upstream.ts";

export function basicAuth(env: Env): Record<string, string> {
  const credentials = btoa(`${env.IDENFY_API_KEY}:${env.IDENFY_API_SECRET}`);
  return { authorization: `Basic ${credentials}`, "content-type": "application/json" };
}

/** What went wrong with a call, if anything did. */
export function refusalOf(reply: Reply): Refusal | undefined {
  if ("failed" in reply) {
    return reply.failed === "timeout"
      ? new Refusal("INTERNAL_ERROR", "iDenfy did not answer in time. It may still have received the request.", {
          status: 504,
        })
      : unreachable(reply.failed);
  }
  if (reply.status >= 200 && reply.status <= 299) return undefined;
  try {
    const { identifier, message } = JSON.parse(reply.body);
    if (identifier) return new Refusal(identifier, message, { status: reply.status });
  } catch {
    // a proxy's page is no answer of iDenfy's
  }
  return unreachable(`status ${reply.status} without an error body`);
}

export function unreachable(cause: string): Refusal {
  const message = "iDenfy cannot be reached at the moment. Try again in a minute.";
  return new Refusal("INTERNAL_ERROR", message, { status: 502, cause });
}

export function respond(status: number, body: object): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
