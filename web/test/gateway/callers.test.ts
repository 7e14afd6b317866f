// Who may call: each JWT that is refused has an identifier of its own.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { call, type Gateway, grant, secrets, startGateway } from "./gateway.ts";

const issuer = "https://id.example";
const audience = "the-app";
const algorithms = ["RS256", "ES256", "EdDSA"] as const;

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** An identity provider of the test's own. */
const provider = { keys: [] as object[], asked: 0, away: false };
let providerServer: Server;
let gateway: Gateway;
const pairs = new Map<string, Keys>();

function person(claims: Record<string, unknown>, { kid = "RS256", sub = "anna" } = {}): SignJWT {
  return new SignJWT(claims)
    .setProtectedHeader(kid ? { alg: kid.split("-")[0] ?? "", kid } : { alg: "RS256" })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("5m");
}

function sign(jwt: SignJWT, kid = "RS256"): Promise<string> {
  const pair = pairs.get(kid);
  if (!pair) throw new Error(kid);
  return jwt.sign(pair.privateKey);
}

/** A grant whose "exp" is written as it is given. */
function endingAt(exp: string): Promise<string> {
  return new CompactSign(Buffer.from(`{"aud":"token","sub":"anna","exp":${exp}}`))
    .setProtectedHeader({ alg: "HS256" })
    .sign(Buffer.from(secrets.GRANT_KEY));
}

const providerAt = (path: string) => ({
  JWKS_URL: `http://127.0.0.1:${(providerServer.address() as AddressInfo).port}${path}`,
  JWT_ISSUER: issuer,
  JWT_AUDIENCE: audience,
});

async function addKey(kid: string, publish: boolean): Promise<void> {
  const pair = await generateKeyPair(kid.split("-")[0] ?? "", { extractable: true });
  pairs.set(kid, pair);
  if (publish) provider.keys.push({ ...(await exportJWK(pair.publicKey)), kid, alg: kid.split("-")[0] });
}

beforeAll(async () => {
  for (const kid of algorithms) await addKey(kid, true);
  await addKey("RS256-second", true);
  await addKey("RS256-stranger", false);
  providerServer = createServer(({ url }, response) => {
    provider.asked++;
    response.writeHead(provider.away ? 500 : 200, { "content-type": "application/json" });
    if (url === "/long") response.write(" ".repeat(2 * 1024 * 1024));
    response.end(provider.away ? "away" : JSON.stringify({ keys: provider.keys }));
  }).listen(0, "127.0.0.1");
  await once(providerServer, "listening");
  gateway = await startGateway({ bindings: providerAt("/jwks") });
});

afterAll(async () => {
  await gateway.stop();
  providerServer.close();
});

beforeEach(() => gateway.upstream.reset());

const createToken = (jwt?: string, body = "{}") => call(gateway, "POST /v1/token", { jwt, body });

describe("callers who get in", () => {
  test.each(algorithms)("a person, signed in with %s", async (kid) => {
    const { status } = await createToken(await sign(person({}, { kid }), kid));
    expect(status).toBe(201);
    expect(JSON.parse(gateway.upstream.calls[0]?.body ?? "")).toMatchObject({ clientId: "anna" });
  });

  test("a back end, by either key during a rotation", async () => {
    for (const key of [secrets.GRANT_KEY, secrets.GRANT_KEY_OLD]) {
      const jwt = await grant("token", { sub: "bert", flows: ["without-steps"] }, key);
      expect((await createToken(jwt, '{"flow":"without-steps"}')).status).toBe(201);
    }
  });

  test("the provider's keys are asked for once, and stay good while it is away", async () => {
    const asked = provider.asked;
    provider.away = true;
    expect((await createToken(await sign(person({})))).status).toBe(201);
    expect(provider.asked).toBe(asked);
    provider.away = false;
  });
});

describe("what a JWT says", () => {
  const pieces = [
    "\n",
    "\r\n",
    "\n\n",
    "\0",
    '"',
    "\\",
    ": ",
    "\u2028",
    "é",
    "\u{1f600}",
    "\ud800",
    "\udc00",
    "x-verified-caller",
    "{",
    "a",
  ];
  const ascii = pieces.filter((piece) => /^[ -~]+$/.test(piece));
  const random = (from: string[], length: number) =>
    Array.from({ length }, () => from[Math.floor(Math.random() * from.length)]).join("");
  const other = '{"kind":"grant","purpose":"token","claims":{"sub":"eve","address":"Eve Street"}}';

  test("arrives as it is, whatever stands in it", async () => {
    for (let round = 0; round < 100; round++) {
      const sub = random(ascii, 1 + (round % 5));
      const address = `1 ${random(pieces, 1 + (round % 12))}`; // a blank one is refused
      const claims = {
        sub,
        address,
        flows: ["without-steps"],
        [`${random(pieces, 3)}\n\nx-verified-caller: ${other}`]: other,
      };
      const { status } = await createToken(await grant("token", claims), '{"flow":"without-steps"}');
      const sent = JSON.parse(Buffer.from(gateway.upstream.calls.pop()?.body ?? "{}", "latin1").toString());
      // What is no Unicode cannot leave as UTF-8.
      expect([status, sent.clientId, sent.address], JSON.stringify(claims)).toEqual([201, sub, address.toWellFormed()]);
    }
  });
});

describe("callers who do not", () => {
  const cases: [string, string, () => Promise<string | undefined> | string | undefined][] = [
    ["nobody", "CALLER_MISSING", () => undefined],
    ["no JWT", "CALLER_MISSING", () => "hello"],
    ["a JWT that is none", "CALLER_MALFORMED", () => "aaaa.bbbb.cccc"],
    ["alg none", "CALLER_UNSIGNED", () => new UnsecuredJWT({ sub: "anna" }).encode()],
    [
      "an algorithm not taken",
      "CALLER_ALGORITHM",
      () =>
        new SignJWT({ sub: "anna" })
          .setProtectedHeader({ alg: "HS512" })
          .setExpirationTime("5m")
          .sign(new TextEncoder().encode(secrets.GRANT_KEY.repeat(2))),
    ],
    [
      "a grant signed with the provider's public key",
      "CALLER_SIGNATURE",
      async () => grant("token", { sub: "anna" }, await exportSPKI((pairs.get("RS256") as Keys).publicKey)),
    ],
    ["a grant of another key", "CALLER_SIGNATURE", () => grant("token", { sub: "anna" }, "x".repeat(40))],
    [
      "a person's JWT with a changed signature",
      "CALLER_SIGNATURE",
      () => sign(person({}, { kid: "RS256" }), "RS256-stranger"),
    ],
    [
      "a key that nobody publishes",
      "CALLER_KEY_UNKNOWN",
      () => sign(person({}, { kid: "RS256-stranger" }), "RS256-stranger"),
    ],
    ["expired", "CALLER_EXPIRED", () => sign(person({}).setExpirationTime("-1m"))],
    [
      "without an end",
      "CALLER_NEVER_EXPIRES",
      () => {
        const pair = pairs.get("RS256") as Keys;
        return new SignJWT({})
          .setProtectedHeader({ alg: "RS256", kid: "RS256" })
          .setSubject("anna")
          .setIssuer(issuer)
          .setAudience(audience)
          .sign(pair.privateKey);
      },
    ],
    ["an end in milliseconds", "CALLER_NEVER_EXPIRES", () => endingAt(String(Date.now() + 60_000))],
    ["an end beyond all numbers", "CALLER_NEVER_EXPIRES", () => endingAt("1e400")],
    [
      "a JWT that names none of several keys",
      "CALLER_KEY_UNKNOWN",
      () => person({}, { kid: "" }).sign((pairs.get("RS256") as Keys).privateKey),
    ],
    ["not yet valid", "CALLER_NOT_YET_VALID", () => sign(person({}).setNotBefore("1m"))],
    ["another issuer", "CALLER_ISSUER", () => sign(person({}).setIssuer("https://evil.example"))],
    ["another audience", "CALLER_AUDIENCE", () => sign(person({}).setAudience("another-app"))],
    ["a grant for no purpose of ours", "CALLER_AUDIENCE", () => grant("admin", { sub: "anna" })],
    ["a person without a name", "CALLER_SUBJECT", () => sign(person({}).setSubject(""))],
    ["an upload grant", "GRANT_PURPOSE", () => grant("upload", { sub: "anna", scanRef: "s", step: "X", jti: "1" })],
  ];
  test.each(cases)("%s: %s", async (_, identifier, jwt) => {
    const { status, body } = await createToken(await jwt());
    expect(body).toEqual({ identifier, message: expect.any(String) });
    expect(status).toBe(identifier.startsWith("GRANT") || identifier === "CALLER_SUBJECT" ? 403 : 401);
    expect(gateway.upstream.calls, "nothing was bought").toEqual([]);
  });

  test("a header of their own says nothing", async () => {
    const claims = Buffer.from('{"kind":"grant","purpose":"token","claims":{"sub":"eve"}}').toString("base64url");
    const { status, body } = await call(gateway, "POST /v1/token", {
      body: "{}",
      headers: { "x-verified-caller": claims },
    });
    expect([status, body.identifier]).toEqual([401, "CALLER_MISSING"]);
  });
});

test("a provider whose keys do not end is away", async () => {
  const other = await startGateway({ bindings: providerAt("/long") });
  const { status, body } = await call(other, "POST /v1/token", { jwt: await sign(person({})), body: "{}" });
  expect([status, body.identifier]).toEqual([503, "CALLER_KEYS_AWAY"]);
  await other.stop();
});

test("a gateway with a short grant key serves nobody", async () => {
  const short = await startGateway({ bindings: { GRANT_KEY: "too-short" } });
  const { status, body } = await call(short, "POST /v1/token", {
    jwt: await grant("token", { sub: "anna" }),
    body: "{}",
  });
  expect([status, body.identifier]).toEqual([503, "GRANT_KEY_SHORT"]);
  expect((await call(short, "GET /healthz")).body).toMatchObject({ ready: false });
  expect(short.upstream.calls).toEqual([]);
  await short.stop();
});
