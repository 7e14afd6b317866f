import { retriedIdentifiers } from "./catalogue.gen.ts";
import type { Finding } from "./types.ts";

/** The details of a failed call. */
export interface ClientFailure {
  identifier: string;
  message: string;
  findings?: Finding[];
  requestId?: string;
  retryAfter?: number;
}

const retried: readonly string[] = retriedIdentifiers;

/** The only error of the client, except that a cancelled call rejects with its signal's reason. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /**
   * A stable identifier of iDenfy's or the gateway's; or NETWORK_ERROR without an answer, UNEXPECTED_ANSWER for one that
   * is not the gateway's, AUTHORIZATION_FAILED if `getAuthorization` rejected.
   */
  readonly identifier: string;
  /** Identifies the request in the gateway's log. */
  readonly requestId?: string;
  /** The gateway's findings about the request. */
  readonly findings?: Finding[];
  /** Seconds that the gateway asks to wait before the next call. */
  readonly retryAfter?: number;

  constructor(status: number, { message, ...failure }: ClientFailure, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.identifier = failure.identifier;
    this.requestId = failure.requestId;
    this.findings = failure.findings;
    this.retryAfter = failure.retryAfter;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return [0, 408, 429, 502, 503, 504].includes(this.status) || retried.includes(this.identifier);
  }
}

export function networkError(cause?: unknown): ClientError {
  return new ClientError(
    0,
    { identifier: "NETWORK_ERROR", message: "The gateway cannot be reached. Check the connection, then try again." },
    { cause },
  );
}

export function authorizationFailed(cause: unknown): ClientError {
  return new ClientError(
    0,
    { identifier: "AUTHORIZATION_FAILED", message: "The page could not get its right to call the gateway. Try again." },
    { cause },
  );
}
