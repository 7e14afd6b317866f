// Lines that are slow, which are waited for, bodies that stop, which are not, and
// an identity provider's new key: all at once, since they take half a minute.

import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type Gateway, grant, jpeg, startGateway } from "./gateway.ts";

let gateway: Gateway;
const keys: object[] = [];
const provider = createServer((_, response) => response.end(JSON.stringify({ keys })));
beforeAll(async () => {
  provider.listen(0, "127.0.0.1");
  await once(provider, "listening");
  const jwks = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  gateway = await startGateway({ bindings: { JWKS_URL: jwks, JWT_ISSUER: "https://id.example", JWT_AUDIENCE: "app" } });
});
afterAll(async () => {
  await gateway.stop();
  provider.close();
});

/** Publishes a new key in place of the last, and returns a JWT of anna's by it. */
async function rotate(kid: string): Promise<string> {
  const pair = await generateKeyPair("ES256");
  keys.splice(0, 1, { ...(await exportJWK(pair.publicKey)), kid });
  const jwt = new SignJWT().setProtectedHeader({ alg: "ES256", kid }).setSubject("anna").setExpirationTime("5m");
  return jwt.setIssuer("https://id.example").setAudience("app").sign(pair.privateKey);
}

const look = async (jwt: string) => (await call(gateway, "GET /v1/verifications/none", { jwt })).body.identifier;

/** Sends a body in pieces, one every 250 ms, and stops where they end. */
async function trickle(route: string, length: number, pieces: string[], jwt = ""): Promise<[number?, string?]> {
  const [method, path] = route.split(" ");
  const sent = request(gateway.url + path, {
    method,
    headers: { "content-length": length, authorization: `Bearer ${jwt}` },
  });
  const answered = once(sent, "response");
  const timer = setInterval(() => {
    const piece = pieces.shift();
    if (piece !== undefined) sent.write(piece);
    else clearInterval(timer);
  }, 250);
  const [response] = await answered;
  clearInterval(timer);
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return [response.statusCode, JSON.parse(text).identifier];
}

test("slow lines are waited for, what stops is refused, a new key is found", async () => {
  const image = jpeg(360_000);
  const slowly = image.match(/.{1,3500}/g) ?? []; // 14 kB a second: 34 seconds
  const jwt = await grant("upload", { scanRef: "scan-1", step: "UTILITY_BILL", jti: "grant-1" });
  const before = await rotate("first");
  expect(await look(before)).toBe("BAD_VALUE"); // known, and the verification is not
  const after = await rotate("second");
  expect(await look(after), "the provider was asked just now").toBe("CALLER_KEY_UNKNOWN");
  const [slow, webhook, token] = await Promise.all([
    trickle("POST /v1/upload?scanRef=scan-1&step=UTILITY_BILL", image.length, slowly, jwt),
    trickle("POST /webhooks/idenfy", 5000, ["{", '"', "a"]),
    trickle("POST /v1/token", 5000, ["{"], await grant("token", { sub: "anna" })),
    expect.poll(() => look(after), { interval: 1000 }).toBe("BAD_VALUE"),
  ]);
  expect(await look(before), "the key that is gone").toBe("CALLER_KEY_UNKNOWN");
  expect(slow).toEqual([200, undefined]);
  expect(webhook).toEqual([408, "BAD_VALUE"]);
  expect(token).toEqual([408, "BAD_VALUE"]);
  expect(JSON.parse(gateway.upstream.calls[0]?.body ?? "{}").image).toBe(image);
});
