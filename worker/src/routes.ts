// Checks that need only a request's head, before Go runs.
import * as catalogue from "./catalogue.gen.ts";
import { Refusal } from "./refusal.ts";

export interface Route {
  /** A pattern of net/http: "GET /v1/verifications/{scanRef}". */
  route: string;
  method: string;
  path: RegExp;
  /** Whether the call needs a JWT. */
  caller: boolean;
  maxBytes: number;
  /** Whether the request needs a Content-Length. */
  length: boolean;
}

const routes: Route[] = catalogue.routes.map(({ route, caller, maxBytes, length }) => {
  const [method = "", path = ""] = route.split(" ");
  // Go would not parse a path with invalid percent-encoding.
  const pattern = path.replace(/\{\w+\}/g, "([^/%]|%[0-9A-Fa-f]{2})+");
  return { route, method, path: new RegExp(`^${pattern}$`), caller, maxBytes, length };
});

/** Finds the route, or says why there is none. */
export function findRoute(method: string, path: string): Route | Refusal {
  const here = routes.filter((route) => route.path.test(path));
  const route = here.find((one) => one.method === method);
  if (route) return route;
  if (here.length === 0) return Refusal.of("unknownPath");
  return Refusal.of("wrongMethod", { headers: { allow: here.map((one) => one.method).join(", ") } });
}

/** Checks the headers about the body. */
export function checkBody(request: Request, route: Route): Refusal | undefined {
  const length = request.headers.get("content-length");
  if (route.length && request.headers.get("content-encoding")) return Refusal.of("compressed");
  if (route.length && length === null) return Refusal.of("noLength");
  if (Number(length) > route.maxBytes && route.maxBytes > 0) return tooLarge(route);
}

export function tooLarge({ maxBytes }: Route): Refusal {
  return new Refusal("BAD_VALUE", `The body is too large: this path takes at most ${maxBytes} bytes.`, { status: 413 });
}
