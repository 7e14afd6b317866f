// The Worker's entry: refuses what its first lines give away, finds the caller,
// and hands the rest to Go. What is a file of the site is served before this
// runs (wrangler.toml, [assets]).

import { type Caller, findCaller } from "./caller.ts";
import { type Env, readBytes } from "./host.ts";
import { UploadImage } from "./image.ts";
import { GatewayInstance } from "./instance.ts";
import { limitAddress, limitSubject } from "./limits.ts";
import { allowOrigin, checkOrigin, preflight } from "./origins.ts";
import { Refusal } from "./refusal.ts";
import { checkBody, findRoute, type Route } from "./routes.ts";

let gateway: GatewayInstance | undefined;

export default {
  async fetch(request, env) {
    const refused = checkOrigin(request, env.ORIGINS);
    if (refused) return refused.respond(request.method, "");
    if (request.method === "OPTIONS") return allowOrigin(request, preflight());
    return allowOrigin(request, await answer(request, env));
  },
} satisfies ExportedHandler<Env>;

async function answer(request: Request, env: Env): Promise<Response> {
  const route = findRoute(request.method, new URL(request.url).pathname);
  if (route instanceof Refusal) return route.respond(request.method, "");
  const outcome = await admit(request, env, route);
  if (outcome instanceof Refusal) return outcome.respond(request.method, route.route);
  return outcome;
}

async function admit(request: Request, env: Env, route: Route): Promise<Response | Refusal> {
  const refused = checkBody(request, route) ?? (await limitAddress(request, env));
  if (refused) return refused;
  let caller: Caller | undefined;
  if (route.caller && env.MODE !== "open") {
    const found = await findCaller(request, env);
    if (found instanceof Refusal) return found;
    caller = found;
    const limited = await limitSubject(subjectOf(found), env);
    if (limited) return limited;
  }
  return handOn(request, env, route, caller);
}

async function handOn(request: Request, env: Env, route: Route, caller?: Caller): Promise<Response | Refusal> {
  if (!gateway || gateway.retired) gateway = new GatewayInstance(env);
  const instance = gateway;
  const body = await bodyFor(request, route, instance);
  if (body instanceof Refusal) return body;
  try {
    return await instance.handle({
      url: request.url,
      method: request.method,
      headers: headersFor(request, caller),
      body,
    });
  } catch (error) {
    return new Refusal(500, "INTERNAL_ERROR", "Something went wrong in the gateway. Try again.", {}, String(error));
  }
}

/** The bytes of a body, or for an upload what reads it as it is sent on. */
async function bodyFor(request: Request, route: Route, instance: GatewayInstance): Promise<unknown> {
  if (request.body === null) return null;
  if (route.length) {
    const size = Number(request.headers.get("content-length"));
    return new UploadImage(request.body, size, instance.host, instance.checkBase64);
  }
  try {
    const bytes = await readBytes(request.body, route.maxBytes);
    return (
      bytes ?? new Refusal(413, "BAD_VALUE", `The body is too large: this path takes at most ${route.maxBytes} bytes.`)
    );
  } catch {
    return new Refusal(400, "BAD_VALUE", "The body broke off while it was read. Send it again.");
  }
}

const handedOn = ["content-type", "content-length", "content-encoding", "idenfy-signature", "idenfy-event-type"];

/** Nothing goes in that is not named here, so nobody can say who they are by a header of their own. */
function headersFor(request: Request, caller?: Caller): Map<string, string> {
  const headers = new Map<string, string>();
  for (const name of handedOn) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (caller) headers.set("x-verified-caller", callerHeader(caller));
  return headers;
}

function subjectOf({ claims }: Caller): string {
  return String(claims.sub ?? claims.scanRef ?? "");
}

function callerHeader({ kind, purpose, claims }: Caller): string {
  return `${kind}.${purpose}.${base64url(JSON.stringify(claims))}`;
}

function base64url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
