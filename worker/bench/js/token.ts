// POST /v1/token: composes the flow's request, checks it, sends it on.

import flowFile from "../../flows.json";
import type { Caller } from "../../src/caller.ts";
import type { Env } from "../../src/host.ts";
import { Refusal } from "../../src/refusal.ts";
import { readBytes } from "../../src/stream.ts";
import { callUpstream } from "../../src/upstream.ts";
import { checkTokenRequest, type Finding, isObject, type Json } from "./check.ts";
import { basicAuth, refusalOf, respond, unreachable } from "./upstream.ts";

interface Flow {
  request: Json;
  fill?: Record<string, string>;
}

const flows: Record<string, Flow> = flowFile.flows;
const locales = "lt en ru pl lv et ro it de fr sv es hu ja bg cs nl pt uk vi sk th hi id".split(" ");
const known =
  "firstName lastName dateOfBirth nationality personalNumber documentNumber sex address externalRef additionalData".split(
    " ",
  );

export async function createToken(request: Request, env: Env, caller: Caller): Promise<Response | Refusal> {
  if (caller.kind === "grant" && caller.purpose !== "token") {
    return new Refusal("GRANT_PURPOSE", 'The grant is for another purpose: its "aud" must be the one of this call.');
  }
  if (!caller.claims.sub) return new Refusal("CALLER_SUBJECT", 'The JWT names nobody: it needs a "sub".');
  const body = await readChoice(request);
  if (body instanceof Refusal) return body;
  const composed = compose(body.flow || flowFile.default, body.locale, caller);
  if (composed instanceof Refusal) return composed;
  const findings = checkTokenRequest(composed);
  if (findings.some((finding: Finding) => finding.severity === "error")) {
    return new Refusal("VALIDATION_ERROR", "iDenfy would refuse this token request; see the findings.");
  }
  const reply = await callUpstream(
    `${env.IDENFY_URL}/api/v2/token`,
    { headers: basicAuth(env), body: JSON.stringify(composed) },
    AbortSignal.timeout(20_000),
  );
  const refused = refusalOf(reply);
  if (refused || "failed" in reply) return refused ?? unreachable("");
  return keepAndAnswer(env, caller, reply.body);
}

async function readChoice(request: Request): Promise<{ flow?: string; locale?: string } | Refusal> {
  const bytes = await readBytes(request.body, 1 << 20, AbortSignal.timeout(30_000));
  if (!bytes) return new Refusal("BAD_VALUE", "The token request is over 1 MiB.", { status: 413 });
  if (bytes.length === 0) return {};
  const wrong = new Refusal("JSON_ERROR", 'The body may name a "flow" and a "locale", and nothing else.');
  try {
    const body = JSON.parse(new TextDecoder().decode(bytes));
    for (const [name, value] of Object.entries(body)) {
      if ((name !== "flow" && name !== "locale") || typeof value !== "string") return wrong;
    }
    return body;
  } catch {
    return wrong;
  }
}

function compose(name: string, locale: string | undefined, { kind, claims }: Caller): Json | Refusal {
  const allowed = (kind === "grant" && claims.flows) || [flowFile.default];
  const flow = flows[name];
  if (!flow || !Array.isArray(allowed) || !allowed.includes(name)) {
    return new Refusal(
      "GRANT_FLOW",
      'The caller may not use this flow: a grant must list it under "flows", and the gateway must have it.',
    );
  }
  const composed = structuredClone(flow.request);
  composed.clientId = claims.sub;
  for (const [pointer, source] of Object.entries(flow.fill ?? {})) {
    const value = claimAt(claims, source.replace(/\?$/, ""));
    if (value === undefined && source.endsWith("?")) continue;
    if (value === undefined)
      return new Refusal("MISSING_VALUE", `This flow needs the claim ${source}.`, { status: 403 });
    set(composed, pointer, value);
  }
  if (kind === "grant") mergeKnown(composed, claims);
  if (locale) {
    if (!locales.includes(locale)) return new Refusal("BAD_VALUE", "The locale is none of iDenfy's 24.");
    composed.locale = locale;
  }
  return composed;
}

function claimAt(claims: Json, path: string): string | undefined {
  let at: unknown = claims;
  for (const name of path.split(".")) at = (at as Json | undefined)?.[name];
  return typeof at === "string" && at !== "" ? at : undefined;
}

function set(object: Json, pointer: string, value: string): void {
  const names = pointer.split("/").slice(1);
  const last = names.pop() ?? "";
  let at = object;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as Json;
  }
  at[last] = value;
}

function mergeKnown(composed: Json, claims: Json): void {
  for (const name of known) {
    const value = claims[name];
    if (value === undefined) continue;
    const own = composed[name];
    composed[name] = isObject(own) && isObject(value) ? { ...own, ...value } : value;
  }
}

async function keepAndAnswer(env: Env, caller: Caller, text: string): Promise<Response | Refusal> {
  let token: Json;
  try {
    token = JSON.parse(text);
  } catch {
    return unreachable("its reply to the token request is not a token");
  }
  const { authToken, scanRef, expiryTime } = token;
  if (!authToken || !scanRef) return unreachable("its reply to the token request is not a token");
  const steps = stepsOf(token.additionalSteps);
  await env.DB.prepare("INSERT INTO verifications (scan_ref, owner, created, steps) VALUES (?, ?, ?, ?)")
    .bind(scanRef, caller.claims.sub, Date.now(), JSON.stringify(steps))
    .run();
  const redirectUrl = token.redirectUrl ?? `${env.IDENFY_URL}/api/v2/redirect?authToken=${authToken}`;
  return respond(201, { authToken, scanRef, redirectUrl, expiryTime, steps });
}

function stepsOf(echo: unknown): object[] {
  const found = new Map<string, object>();
  for (const documents of Object.values(echo ?? {})) {
    for (const branch of Object.values(documents)) {
      if (!isObject(branch)) continue;
      for (const [name, step] of Object.entries(branch)) {
        const { type, settings } = step as Json;
        found.set(name, { name, type, settings });
      }
    }
  }
  return [...found.keys()].sort().map((name) => found.get(name) as object);
}
