import { retriedIdentifiers } from "./catalogue.gen.ts";
import type { Finding } from "./types.ts";

/** What is known of a call that failed. */
export interface ClientFailure {
  identifier: string;
  message: string;
  findings?: Finding[];
  requestId?: string;
  /** Seconds that the gateway asks to wait. */
  retryAfter?: number;
}

const retried: readonly string[] = retriedIdentifiers;

/** The one error of the client. Cancelling a call rejects with its signal's reason instead. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  /** The HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /**
   * iDenfy's or the gateway's identifier, stable. Where neither answered: NETWORK_ERROR, UNEXPECTED_ANSWER, or
   * AUTHORIZATION_FAILED when `getAuthorization` rejected.
   */
  readonly identifier: string;
  /** Under which the gateway's operator finds the request in the log. */
  readonly requestId?: string;
  /** What the gateway found wrong in the request. */
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
