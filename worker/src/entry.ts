// The Worker's entry point: refuses what it can by the request's head, verifies the caller, and passes the rest to Go.
// Files of the site are served before this runs (wrangler.toml, [assets]).
import { type Caller, findCaller } from "./caller.ts";
import type { Env } from "./host.ts";
import { UploadImage } from "./image.ts";
import { GatewayInstance } from "./instance.ts";
import { limitAddress, limitCaller } from "./limits.ts";
import { allowOrigin, checkOrigin, preflight } from "./origins.ts";
import { Refusal } from "./refusal.ts";
import { checkBody, findRoute, type Route, tooLarge } from "./routes.ts";
import { readBytes } from "./stream.ts";

let gateway: GatewayInstance | undefined;

/** How long a body other than an upload may take, in milliseconds. */
const bodyTimeout = 30_000;

export default {
  async fetch(request, env, context) {
    const refused = checkOrigin(request, env.ORIGINS);
    if (refused) return refused.respond(request.method, "");
    if (request.method === "OPTIONS") return allowOrigin(request, preflight());
    const answered = answer(request, env, context);
    // The work is finished even if the client disconnects.
    context.waitUntil(answered);
    return allowOrigin(request, await answered);
  },

  /** Once a minute, by the cron trigger of wrangler.toml. */
  async scheduled(_, env) {
    await chore("SWEEP", env);
  },
} satisfies ExportedHandler<Env>;

async function answer(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  const route = findRoute(request.method, URL.parse(request.url)?.pathname ?? "");
  if (route instanceof Refusal) return route.respond(request.method, "");
  const outcome = await admit(request, env, route).catch(failed);
  if (outcome instanceof Refusal) return outcome.respond(request.method, route.route);
  // A webhook is forwarded at once, but iDenfy's request does not wait for that.
  if (route.route === "POST /webhooks/idenfy" && outcome.ok && env.FORWARD_URL)
    context.waitUntil(chore("FORWARD", env));
  return outcome;
}

/** Runs a chore of worker/main_js.go; no route has such a method. */
async function chore(method: "SWEEP" | "FORWARD", env: Env): Promise<void> {
  await running(env).handle({ method, path: "/", headers: {} });
}

async function admit(request: Request, env: Env, route: Route): Promise<Response | Refusal> {
  const refused = checkBody(request, route) ?? (await limitAddress(request, env));
  if (refused) return refused;
  let caller: Caller | undefined;
  if (route.caller && env.MODE !== "open") {
    const found = await findCaller(request, env);
    if (found instanceof Refusal) return found;
    caller = found;
    const limited = await limitCaller(found, route, env);
    if (limited) return limited;
  }
  return passToGo(request, env, route, caller);
}

async function passToGo(request: Request, env: Env, route: Route, caller?: Caller): Promise<Response | Refusal> {
  const body = await bodyFor(request, route, env);
  if (body instanceof Refusal) return body;
  const { pathname, search } = new URL(request.url);
  return running(env).handle({
    method: request.method,
    path: pathname + search,
    headers: headersFor(request, caller),
    body,
  });
}

function failed(error: unknown): Refusal {
  return Refusal.of("failed", { cause: String(error) });
}

/** The Go program for the next request. */
function running(env: Env): GatewayInstance {
  if (!gateway || gateway.retired) gateway = new GatewayInstance(env);
  return gateway;
}

/** The bytes of a body, or for an upload the reader that forwards it. */
async function bodyFor(
  request: Request,
  route: Route,
  env: Env,
): Promise<Uint8Array | UploadImage | undefined | Refusal> {
  if (request.body === null) return undefined;
  if (route.length) {
    const size = Number(request.headers.get("content-length"));
    return new UploadImage(request.body, size, running(env).checkBase64);
  }
  const late = AbortSignal.timeout(bodyTimeout);
  try {
    return (await readBytes(request.body, route.maxBytes, late)) ?? tooLarge(route);
  } catch {
    return Refusal.of(late.aborted ? "stalled" : "brokenOff");
  }
}

const headersForGo = ["content-type", "content-length", "content-encoding", "idenfy-signature", "idenfy-event-type"];

/** Only these headers reach Go, so no client can set x-verified-caller. */
function headersFor(request: Request, caller?: Caller): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of headersForGo) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  if (caller) headers["x-verified-caller"] = JSON.stringify(caller);
  return headers;
}
