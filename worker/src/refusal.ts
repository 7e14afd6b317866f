// What this side of the gateway refuses, in the shape of internal/gateway/error.go,
// and the log line of each.

import type { Identifier } from "./catalogue.gen.ts";

export class Refusal {
  constructor(
    readonly status: number,
    /** iDenfy's identifier where one fits. */
    readonly identifier: Identifier,
    readonly message: string,
    readonly headers: Record<string, string> = {},
    /** For the log only. */
    readonly cause = "",
  ) {}

  /** The answer; writes the log line that Go writes for what it answers. */
  respond(method: string, route: string): Response {
    const id = crypto.randomUUID();
    const { status, identifier, message, cause } = this;
    const level = status >= 500 ? "ERROR" : "INFO";
    const time = new Date().toISOString();
    console.log(JSON.stringify({ time, level, msg: "request", id, method, route, status, identifier, cause }));
    return Response.json(
      { identifier, message },
      { status, headers: { "cache-control": "no-store", "x-request-id": id, ...this.headers } },
    );
  }
}
