// Sends requests and reads answers.
import { ClientError, networkError } from "./client.error.ts";
import type { Finding, Progress } from "./types.ts";

export interface SendOptions {
  jwt?: string;
  signal?: AbortSignal;
}

/** Sends a GET, or a POST if there is a body, and returns the answer's JSON. */
export async function sendJSON<T>(url: string, body: object | undefined, { jwt, signal }: SendOptions): Promise<T> {
  const headers: Record<string, string> = {};
  if (jwt) headers.authorization = `Bearer ${jwt}`;
  if (body) headers["content-type"] = "application/json";
  const method = body ? "POST" : "GET";
  let answer: Answer;
  try {
    const response = await fetch(url, { method, headers, signal, body: body && JSON.stringify(body) });
    const { status } = response;
    answer = { status, text: await response.text(), header: (name) => response.headers.get(name) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw networkError(cause);
  }
  return read(answer);
}

/** Sends text by XMLHttpRequest, since fetch reports no progress of an upload. */
export function sendText<T>(
  url: string,
  body: Blob,
  { jwt, signal, onProgress }: SendOptions & { onProgress?: (progress: Progress) => void },
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const cancel = () => xhr.abort();
    signal?.addEventListener("abort", cancel);
    xhr.upload.onloadstart = xhr.upload.onprogress = ({ loaded, total }) => onProgress?.({ loaded, total });
    xhr.onabort = () => reject(signal?.reason);
    xhr.onerror = () => reject(networkError());
    xhr.onload = () => {
      const { status, responseText: text } = xhr;
      try {
        resolve(read({ status, text, header: (name) => xhr.getResponseHeader(name) }));
      } catch (error) {
        reject(error);
      }
    };
    xhr.onloadend = () => signal?.removeEventListener("abort", cancel);
    xhr.open("POST", url);
    if (jwt) xhr.setRequestHeader("authorization", `Bearer ${jwt}`);
    xhr.setRequestHeader("content-type", "text/plain");
    xhr.send(body);
  });
}

interface Answer {
  status: number;
  text: string;
  header(name: string): string | null;
}

/** Returns the answer's JSON, or throws its ClientError. Only here is the shape of errors known. */
function read<T>({ status, text, header }: Answer): T {
  const body = parseObject(text);
  if (body && status >= 200 && status < 300) return body as T;
  const requestId = header("x-request-id") ?? undefined;
  const retryAfter = Number(header("retry-after")) || undefined;
  if (isGatewayError(body)) throw new ClientError(status, { ...body, requestId, retryAfter });
  throw new ClientError(status, {
    identifier: "UNEXPECTED_ANSWER",
    message: `The gateway's address answers ${status} with something that is not the gateway's. Is it the right address?`,
    requestId,
    retryAfter,
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

/** The body of every error answer of the gateway. */
interface GatewayError {
  identifier: string;
  message: string;
  findings?: Finding[];
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
