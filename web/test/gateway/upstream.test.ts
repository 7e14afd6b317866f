// A misbehaving iDenfy: each fault has its status, nothing that costs money is
// tried twice, and the gateway is well after each.

import { once } from "node:events";
import { request, type ServerResponse } from "node:http";
import { json as jsonOf } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { call, type Gateway, grant, jpeg, startGateway } from "./gateway.ts";
import type { Answer } from "./upstream.ts";

let gateway: Gateway;
beforeAll(async () => {
  // Short limits, so that a stall is waited for in seconds.
  gateway = await startGateway({ bindings: { IDENFY_TIMEOUT_MS: "1500" } });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.upstream.reset());

const json =
  (status: number, body: unknown): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
const html =
  (status: number): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "text/html" });
    response.end("<!doctype html><title>proxy</title>");
  };
const refusal = { identifier: "PERMISSIONS_ERROR", message: "Partner reached token limit." };

const faults: [string, Answer, number, string][] = [
  ["stalls before the answer", () => {}, 504, "INTERNAL_ERROR"],
  [
    "stalls within the answer",
    (_, response) => void response.writeHead(201).write('{"authToken":'),
    504,
    "INTERNAL_ERROR",
  ],
  ["resets the connection", (request) => void request.socket.destroy(), 502, "INTERNAL_ERROR"],
  [
    "resets within the answer",
    (request, response) =>
      void response.writeHead(201, { "content-length": "999" }).write("{", () => request.socket.destroy()),
    502,
    "INTERNAL_ERROR",
  ],
  ["answers HTML", html(200), 502, "INTERNAL_ERROR"],
  ["answers an HTML error", html(503), 502, "INTERNAL_ERROR"],
  [
    "answers 5xx with an error body",
    json(500, { identifier: "INTERNAL_ERROR", message: "Oops." }),
    500,
    "INTERNAL_ERROR",
  ],
  ["answers 100 MB", (_, response) => pour(response, 100_000_000), 502, "INTERNAL_ERROR"],
  ["answers JSON that is no token", json(201, { message: "Token created successfully" }), 502, "INTERNAL_ERROR"],
  [
    "redirects",
    (_, response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    502,
    "INTERNAL_ERROR",
  ],
  ["redirects with an error body", json(307, refusal), 502, "INTERNAL_ERROR"],
  ["refuses as today", json(400, refusal), 400, "PERMISSIONS_ERROR"],
  [
    "refuses as in 2023",
    json(400, { ...refusal, severity: "NOT_SEVERE", documentation: "https://example.org" }),
    400,
    "PERMISSIONS_ERROR",
  ],
  ["refuses with 429", json(429, { identifier: "TOO_MANY_REQUESTS", message: "Too many." }), 429, "TOO_MANY_REQUESTS"],
];

function pour(response: ServerResponse, bytes: number): void {
  response.writeHead(201);
  const chunk = Buffer.alloc(1_000_000, 0x20);
  let left = bytes;
  const next = () => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once("drain", next);
        return;
      }
    }
    response.end();
  };
  next();
}

const createToken = async () =>
  call(gateway, "POST /v1/token", { jwt: await grant("token", { sub: "anna" }), body: "{}" });

test.each(faults)("on a token request iDenfy %s", async (_, answer, status, identifier) => {
  gateway.upstream.answer = answer;
  const answered = await createToken();
  expect([answered.status, answered.body.identifier]).toEqual([status, identifier]);
  expect(answered.body.message).not.toContain("127.0.0.1");
  expect(gateway.upstream.calls, "asked once: a second token costs money").toHaveLength(1);
  gateway.upstream.reset();
  expect((await createToken()).status, "the gateway is well").toBe(201);
});

test("a 200 where 201 is documented is a success all the same", async () => {
  gateway.upstream.answer = json(200, { authToken: "a", scanRef: "scan-200", expiryTime: 60 });
  expect((await createToken()).status).toBe(201);
});

test.each(faults.slice(0, 4))("on an upload iDenfy %s", async (_, answer, status) => {
  gateway.upstream.answer = answer;
  const jwt = await grant("upload", { scanRef: "s", step: "UTILITY_BILL", jti: crypto.randomUUID() });
  const answered = await call(gateway, "POST /v1/upload?scanRef=s&step=UTILITY_BILL", { jwt, body: jpeg() });
  expect(answered.status).toBe(status);
  gateway.upstream.reset();
  const again = await call(gateway, "POST /v1/upload?scanRef=s&step=UTILITY_BILL", { jwt, body: jpeg() });
  expect(again.status, "the step is free again").toBe(200);
});

const early: [string, Answer, number, string][] = [
  ["a refusal is passed on at once", json(400, refusal), 400, "PERMISSIONS_ERROR"],
  ["a success is none", json(200, {}), 502, "INTERNAL_ERROR"],
  ["a reset is not the caller's fault", (request) => void request.socket.destroy(), 502, "INTERNAL_ERROR"],
];

test.each(early)("before the upload is through %s", async (_, answer, status, identifier) => {
  gateway.upstream.meet = (incoming, response) => {
    incoming.resume();
    answer(incoming, response, "");
  };
  const jwt = await grant("upload", { scanRef: "s", step: "UTILITY_BILL", jti: crypto.randomUUID() });
  const image = jpeg(6_000_000 - 100);
  const sent = request(`${gateway.url}/v1/upload?scanRef=s&step=UTILITY_BILL`, {
    method: "POST",
    headers: { authorization: `Bearer ${jwt}`, "content-length": image.length },
  });
  sent.write(image.slice(0, 1_000_000)); // the caller's line is slow: no more comes before the answer
  const [response] = await once(sent, "response");
  const body = (await jsonOf(response)) as { identifier: string };
  expect([response.statusCode, body.identifier]).toEqual([status, identifier]);
  sent.destroy();
});
