// A refusal by the TypeScript side of the gateway: the answer, like that of internal/gateway/error.go, and its log line.
import { type Identifier, refusals, statuses } from "./catalogue.gen.ts";

interface More {
  /** Default: the identifier's; HTTP may have a more precise one. */
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

  /** One of those that Go has, too. */
  static of(name: keyof typeof refusals, more: More = {}): Refusal {
    const { identifier, message, status } = refusals[name];
    return new Refusal(identifier, message, { status, ...more });
  }

  /** Returns the answer, and writes the same log line as Go does for its answers. */
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
