// Which pages may call. A list of exact origins (ORIGINS, separated by commas);
// the gateway's own origin always may. Not a way to know a caller: only
// browsers say where a call comes from.

import { Refusal } from "./refusal.ts";

const methods = "GET, POST";
const headers = "authorization, content-type";

export function checkOrigin(request: Request, allowed: unknown): Refusal | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || origin === ownOrigin(request) || list(allowed).includes(origin)) return undefined;
  return new Refusal(
    "ORIGIN_NOT_ALLOWED",
    "This page's origin may not call the gateway; ORIGINS lists those that may.",
  );
}

/** Answers a browser's question before a call from another origin. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": methods,
      "access-control-allow-headers": headers,
      "access-control-max-age": "7200",
    },
  });
}

/** Lets the calling page read the answer. */
export function allowOrigin(request: Request, response: Response): Response {
  const origin = request.headers.get("origin");
  if (origin === null || origin === ownOrigin(request)) return response;
  const readable = new Response(response.body, response);
  readable.headers.set("access-control-allow-origin", origin);
  readable.headers.set("access-control-expose-headers", "retry-after, x-request-id");
  readable.headers.append("vary", "origin");
  return readable;
}

/** The Host header is the caller's, and may make no address. */
function ownOrigin(request: Request): string | undefined {
  return URL.parse(request.url)?.origin;
}

function list(allowed: unknown): string[] {
  return String(allowed ?? "")
    .split(",")
    .map((origin) => origin.trim());
}
