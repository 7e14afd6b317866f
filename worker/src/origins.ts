// Which pages may call (CORS): those of the origins in ORIGINS, separated by commas, and of the gateway's own. This does
// not authenticate a caller: only browsers send a true origin.
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

/** Answers the browser's preflight request. */
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

/** Adds the headers by which the calling page may read the answer. */
export function allowOrigin(request: Request, response: Response): Response {
  const origin = request.headers.get("origin");
  if (origin === null || origin === ownOrigin(request)) return response;
  const readable = new Response(response.body, response);
  readable.headers.set("access-control-allow-origin", origin);
  readable.headers.set("access-control-expose-headers", "retry-after, x-request-id");
  readable.headers.append("vary", "origin");
  return readable;
}

/** Undefined if the client's Host header makes no valid URL. */
function ownOrigin(request: Request): string | undefined {
  return URL.parse(request.url)?.origin;
}

function list(allowed: unknown): string[] {
  return String(allowed ?? "")
    .split(",")
    .map((origin) => origin.trim());
}
