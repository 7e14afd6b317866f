// Verifies the JWT of a call with the runtime's cryptography. Go decides what the JWT allows (internal/grant).

import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import { grantKeyBytes, type Identifier, lastSecond } from "./catalogue.gen.ts";
import type { Env } from "./host.ts";
import { Refusal } from "./refusal.ts";
import { readBytes } from "./stream.ts";

export interface Caller {
  /** Whose JWT it is: "person" for the identity provider's, "grant" for the product's back end's. */
  kind: "person" | "grant";
  /** A grant's audience: token, upload or read. */
  purpose: string;
  claims: JWTPayload;
}

const purposes = ["token", "upload", "read"];
const personAlgorithms = ["RS256", "ES256", "EdDSA", "Ed25519"];

/** In seconds: clocks differ. */
const clockTolerance = 5;

export async function findCaller(request: Request, env: Env): Promise<Caller | Refusal> {
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!token) {
    return new Refusal("CALLER_MISSING", "The call needs a JWT: Authorization: Bearer ….");
  }
  try {
    const { alg } = decodeProtectedHeader(token);
    if (alg === "none") return new Refusal("CALLER_UNSIGNED", "The JWT is not signed.");
    if (alg === "HS256") return withEnd(await findGrant(token, env));
    if (alg && personAlgorithms.includes(alg)) return withEnd(await findPerson(token, env));
    return new Refusal(
      "CALLER_ALGORITHM",
      "The JWT is signed in a way that is not taken: HS256 for grants, RS256, ES256 or EdDSA for people.",
    );
  } catch (error) {
    return explain(error);
  }
}

/** jose accepts any number as "exp", Infinity included. */
function withEnd(found: Caller | Refusal): Caller | Refusal {
  return found instanceof Refusal || Number(found.claims.exp) <= lastSecond ? found : new Refusal(...neverExpires);
}

async function findGrant(token: string, env: Env): Promise<Caller | Refusal> {
  const keys = [env.GRANT_KEY, env.GRANT_KEY_OLD].filter((key): key is string => typeof key === "string" && key !== "");
  if (keys.length === 0) return new Refusal("CALLER_ALGORITHM", "This gateway takes no grants: it has no GRANT_KEY.");
  let failure: unknown;
  for (const key of keys) {
    const imported = await grantKey(key);
    if (!imported) {
      return new Refusal("GRANT_KEY_SHORT", "This gateway is not set up: its grant key is too short.", {
        cause: "GRANT_KEY has fewer than 32 bytes",
      });
    }
    try {
      const { payload } = await jwtVerify(token, imported, { ...times, algorithms: ["HS256"], audience: purposes });
      return { kind: "grant", purpose: String(payload.aud), claims: payload };
    } catch (error) {
      failure = error;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  return explain(failure);
}

/** Imported keys by their text: importing one takes as long as a verification. */
const grantKeys = new Map<string, CryptoKey>();

async function grantKey(text: string): Promise<CryptoKey | undefined> {
  const known = grantKeys.get(text);
  if (known) return known;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length < grantKeyBytes) return undefined;
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  grantKeys.set(text, key);
  return key;
}

async function findPerson(token: string, env: Env): Promise<Caller | Refusal> {
  const { JWKS_URL: url, JWT_ISSUER: issuer, JWT_AUDIENCE: audience } = env;
  if (typeof url !== "string" || url === "") {
    return new Refusal("CALLER_ALGORITHM", "This gateway knows no identity provider: it takes grants only.");
  }
  const options: JWTVerifyOptions = {
    ...times,
    algorithms: personAlgorithms,
    issuer: String(issuer),
    audience: String(audience),
  };
  let keys = await providerKeys(url);
  try {
    return person(await jwtVerify(token, createLocalJWKSet(keys), options));
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
  }
  // The provider may have published new keys.
  keys = await providerKeys(url, "fresh");
  return person(await jwtVerify(token, createLocalJWKSet(keys), options));
}

function person({ payload }: { payload: JWTPayload }): Caller {
  return { kind: "person", purpose: "", claims: payload };
}

const times = { clockTolerance, requiredClaims: ["exp"] };

/** The provider's keys as last fetched. Requests share them, so they are data and not promises. */
const seen = new Map<string, { keys: JSONWebKeySet; at: number; tried: number }>();

/**
 * In milliseconds: how long keys are used without a fetch, the shortest time between two fetches, and how long keys are
 * used while the provider does not answer.
 */
const goodFor = 10 * 60_000;
const leaveAlone = 30_000;
const outlived = 24 * 60 * 60_000;

/** Usual key sets have a few kB. */
const maxKeysBytes = 1024 * 1024;

async function providerKeys(url: string, fresh?: "fresh"): Promise<JSONWebKeySet> {
  const now = Date.now();
  const last = seen.get(url);
  const known = last && now - last.at < outlived ? last : undefined;
  if (known && (now - known.tried < leaveAlone || (!fresh && now - known.at < goodFor))) return known.keys;
  if (known) known.tried = now;
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(url, {
      signal,
      headers: { accept: "application/json" },
      redirect: "manual", // keys come only from the URL that the operator configured
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await readBytes(response.body, maxKeysBytes, signal);
    if (!text) throw new Error("more than 1 MiB");
    const keys: JSONWebKeySet = JSON.parse(new TextDecoder().decode(text));
    createLocalJWKSet(keys); // throws for an invalid key set
    seen.set(url, { keys, at: now, tried: now });
    return keys;
  } catch (cause) {
    if (known) return known.keys; // an outage of the provider logs nobody out
    throw new ProviderAway(String(cause));
  }
}

class ProviderAway extends Error {}

/** Turns an error of jose into a refusal that tells the caller what to fix. */
function explain(error: unknown): Refusal {
  if (error instanceof ProviderAway) {
    const message = "The identity provider's keys cannot be had at the moment. Try again in a minute.";
    return new Refusal("CALLER_KEYS_AWAY", message, { cause: error.message });
  }
  if (error instanceof errors.JWTExpired) return new Refusal("CALLER_EXPIRED", "The JWT has expired. Get a new one.");
  if (error instanceof errors.JWTClaimValidationFailed) {
    const [identifier, message] = claimRefusals[error.claim] ?? [
      "CALLER_CLAIM",
      `The JWT's claim "${error.claim}" is not taken.`,
    ];
    return new Refusal(identifier, message);
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return new Refusal(
      "CALLER_KEY_UNKNOWN",
      "The JWT is signed with a key that the identity provider does not publish.",
    );
  }
  if (error instanceof errors.JWKSMultipleMatchingKeys) {
    return new Refusal(
      "CALLER_KEY_UNKNOWN",
      'The JWT must say by which of the identity provider\'s keys it is signed ("kid").',
    );
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new Refusal("CALLER_SIGNATURE", "The JWT's signature does not match.");
  }
  return new Refusal("CALLER_MALFORMED", "The Authorization header holds no JWT that can be read.");
}

const neverExpires: [Identifier, string] = [
  "CALLER_NEVER_EXPIRES",
  'The JWT needs an end: "exp", a number of seconds since 1970.',
];

const claimRefusals: Record<string, [Identifier, string]> = {
  nbf: ["CALLER_NOT_YET_VALID", 'The JWT is not valid yet: look at its "nbf" and at the clock that made it.'],
  iss: ["CALLER_ISSUER", 'The JWT is of another issuer ("iss").'],
  aud: ["CALLER_AUDIENCE", 'The JWT is for another audience ("aud").'],
  exp: neverExpires,
};
