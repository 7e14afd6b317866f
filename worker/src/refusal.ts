// What this side of the gateway refuses, in the shape of internal/gateway/error.go,
// and the log line of each.

import { type Identifier, refusals, statuses } from "./catalogue.gen.ts";

interface More {
  /** Where HTTP has one that says more than the identifier's. */
  status?: number;
  headers?: Record<string, string>;
  /** For the log only. */
  cause?: string;
}

export class Refusal {
  constructor(
    readonly identifier: Identifier,
    readonly message: string,
    readonly more: More = {},
  ) {}

  /** One that Go has too. */
  static of(name: keyof typeof refusals, more: More = {}): Refusal {
    const { identifier, message, status } = refusals[name];
    return new Refusal(identifier, message, { status, ...more });
  }

  /** The answer; writes the log line that Go writes for what it answers. */
  respond(method: string, route: string): Response {
    const id = crypto.randomUUID();
    const { identifier, message } = this;
    const { status = statuses[identifier], headers, cause = "" } = this.more;
    const level = status >= 500 ? "ERROR" : "INFO";
    const time = new Date().toISOString();
    console.log(JSON.stringify({ time, level, msg: "request", id, method, route, status, identifier, cause }));
    const challenge: Record<string, string> = status === 401 ? { "www-authenticate": "Bearer" } : {};
    return Response.json(
      { identifier, message },
      { status, headers: { "cache-control": "no-store", "x-request-id": id, ...challenge, ...headers } },
    );
  }
}
