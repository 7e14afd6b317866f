// The gateway as the page calls it.
import type { Finding, Progress, StepSettings, StepType } from "./types.ts";

export interface ClientOptions {
  /** Where the gateway is, without a slash at its end. Default: the page's own origin. */
  baseURL?: string;
}

/** A token for iDenfy's window, and what the person will be asked there. */
export interface Token {
  authToken: string;
  scanRef: string;
  /** Opens iDenfy's window. */
  redirectUrl: string;
  /** Seconds until the token ends. */
  expiryTime: number;
  steps: { name: string; type: StepType; settings: StepSettings }[];
}

/** `waiting` for the result, `accepted`, some steps are asked `again`, or `closed` without a way to go on. */
export type VerificationState = "waiting" | "accepted" | "again" | "closed";

export interface Verification {
  scanRef: string;
  state: VerificationState;
  /** The steps that are asked again. */
  steps: string[];
}

export interface Client {
  /** Creates a token. Never retried by itself: a second token costs money. */
  createToken(options?: { request?: unknown; flow?: string; locale?: string; signal?: AbortSignal }): Promise<Token>;
  /** Sends a file that `Engine.encode` has encoded in the place of the step's present one. */
  uploadStep(options: {
    scanRef: string;
    step: string;
    body: Blob;
    /** Counts bytes handed to the network: after the last one the answer is still to come. */
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
  }): Promise<{ scanRef: string; step: string }>;
  /** Tells where a verification is. */
  verification(scanRef: string, options?: { signal?: AbortSignal }): Promise<Verification>;
}

/** The one error of the client. Cancelling a call rejects with its signal's reason instead. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  /** The HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** iDenfy's or the gateway's identifier, stable; NETWORK_ERROR or UNEXPECTED_ANSWER when there was none. */
  readonly identifier: string;
  /** What the gateway found wrong in the request. */
  readonly findings?: Finding[];

  constructor(status: number, { identifier, message, findings }: GatewayError, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.identifier = identifier;
    this.findings = findings;
  }

  /** Whether the same call may succeed later. */
  get retryable(): boolean {
    return [0, 429, 502, 503, 504].includes(this.status);
  }
}

/** The body of every error that the gateway answers. */
interface GatewayError {
  identifier: string;
  message: string;
  findings?: Finding[];
}

/** Makes a client. It keeps no state. */
export function createClient({ baseURL = "" }: ClientOptions = {}): Client {
  return {
    createToken: ({ signal, ...body } = {}) =>
      fetchJSON(`${baseURL}/v1/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal,
      }),
    uploadStep: ({ scanRef, step, ...upload }) =>
      uploadText(`${baseURL}/v1/upload?${new URLSearchParams({ scanRef, step })}`, upload),
    verification: (scanRef, { signal } = {}) =>
      fetchJSON(`${baseURL}/v1/verifications/${encodeURIComponent(scanRef)}`, { signal }),
  };
}

async function fetchJSON<T>(url: string, init: RequestInit): Promise<T> {
  let status = 0;
  let text: string;
  try {
    const response = await fetch(url, init);
    status = response.status;
    text = await response.text();
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw networkError(cause);
  }
  return parseAnswer(status, text);
}

/** Sends text by XMLHttpRequest, since fetch tells nothing of an upload's progress. */
function uploadText<T>(
  url: string,
  { body, onProgress, signal }: { body: Blob; onProgress?: (progress: Progress) => void; signal?: AbortSignal },
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const cancel = () => xhr.abort();
    signal?.addEventListener("abort", cancel);
    xhr.upload.onprogress = ({ loaded, total }) => onProgress?.({ loaded, total });
    xhr.onabort = () => reject(signal?.reason);
    xhr.onerror = () => reject(networkError());
    xhr.onload = () => {
      try {
        resolve(parseAnswer(xhr.status, xhr.responseText));
      } catch (error) {
        reject(error);
      }
    };
    xhr.onloadend = () => signal?.removeEventListener("abort", cancel);
    xhr.open("POST", url);
    xhr.setRequestHeader("content-type", "text/plain");
    xhr.send(body);
  });
}

/** Turns an answer into its value or its ClientError: the one place that knows what errors look like. */
function parseAnswer<T>(status: number, text: string): T {
  const body = parseObject(text);
  if (body && status >= 200 && status < 300) return body as T;
  if (isGatewayError(body)) throw new ClientError(status, body);
  throw new ClientError(status, {
    identifier: "UNEXPECTED_ANSWER",
    message: `The gateway's address answers ${status} with something that is not the gateway's. Is it the right address?`,
  });
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isGatewayError(body: object | undefined): body is GatewayError {
  return (
    body !== undefined &&
    "identifier" in body &&
    typeof body.identifier === "string" &&
    "message" in body &&
    typeof body.message === "string"
  );
}

function networkError(cause?: unknown): ClientError {
  return new ClientError(
    0,
    { identifier: "NETWORK_ERROR", message: "The gateway cannot be reached. Check the connection, then try again." },
    { cause },
  );
}
