// The gateway's token and upload routes as one would write them in TypeScript,
// to measure against: the same admission (these modules run before Go in the
// gateway too), the same refusals, the same call and the same rows.

import { type Caller, findCaller } from "../../src/caller.ts";
import type { Env } from "../../src/host.ts";
import { limitAddress, limitCaller } from "../../src/limits.ts";
import { allowOrigin, checkOrigin, preflight } from "../../src/origins.ts";
import { Refusal } from "../../src/refusal.ts";
import { checkBody, findRoute, type Route } from "../../src/routes.ts";
import { createToken } from "./token.ts";
import { uploadStep } from "./upload.ts";

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
  const outcome = checkBody(request, route) ?? (await limitAddress(request, env)) ?? (await admit(request, env, route));
  if (outcome instanceof Refusal) return outcome.respond(request.method, route.route);
  const id = crypto.randomUUID();
  const { status } = outcome;
  const time = new Date().toISOString();
  console.log(
    JSON.stringify({ time, level: "INFO", msg: "request", id, method: request.method, route: route.route, status }),
  );
  outcome.headers.set("x-request-id", id);
  return outcome;
}

async function admit(request: Request, env: Env, route: Route): Promise<Response | Refusal> {
  const caller = await findCaller(request, env);
  if (caller instanceof Refusal) return caller;
  const limited = await limitCaller(caller, route, env);
  return limited ?? serve(request, env, caller);
}

function serve(request: Request, env: Env, caller: Caller): Promise<Response | Refusal> {
  const url = new URL(request.url);
  if (url.pathname === "/v1/token") return createToken(request, env, caller);
  return uploadStep(request, env, caller, url.searchParams.get("scanRef") ?? "", url.searchParams.get("step") ?? "");
}
