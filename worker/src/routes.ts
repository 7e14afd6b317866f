// What can be refused by a request's first lines, before Go is asked.

import * as catalogue from "./catalogue.gen.ts";
import { Refusal } from "./refusal.ts";

export interface Route {
  /** As net/http writes it: "GET /v1/verifications/{scanRef}". */
  route: string;
  method: string;
  path: RegExp;
  /** Whether the call needs a JWT. */
  caller: boolean;
  maxBytes: number;
  /** Whether the request must say its length. */
  length: boolean;
}

const routes: Route[] = catalogue.routes.map(({ route, caller, maxBytes, length }) => {
  const [method = "", path = ""] = route.split(" ");
  // What is not percent-encoded well is no path: Go would not take the address.
  const pattern = path.replace(/\{\w+\}/g, "([^/%]|%[0-9A-Fa-f]{2})+");
  return { route, method, path: new RegExp(`^${pattern}$`), caller, maxBytes, length };
});

/** Finds the route, or says why there is none. */
export function findRoute(method: string, path: string): Route | Refusal {
  const here = routes.filter((route) => route.path.test(path));
  const route = here.find((one) => one.method === method);
  if (route) return route;
  if (here.length === 0) return new Refusal(404, "BAD_VALUE", "There is no such path here.");
  const allow = here.map((one) => one.method).join(", ");
  return new Refusal(405, "METHOD_NOT_ALLOWED", "This path takes another method; the Allow header names it.", {
    allow,
  });
}

/** Judges what the headers say of the body. */
export function checkBody(request: Request, route: Route): Refusal | undefined {
  const length = request.headers.get("content-length");
  if (route.length && request.headers.get("content-encoding")) {
    return new Refusal(415, "BAD_VALUE", "The body must not be compressed.");
  }
  if (route.length && length === null) {
    return new Refusal(411, "MISSING_VALUE", "The request must say its Content-Length.");
  }
  if (Number(length) > route.maxBytes && route.maxBytes > 0) {
    return new Refusal(413, "BAD_VALUE", `The body is too large: this path takes at most ${route.maxBytes} bytes.`);
  }
}
