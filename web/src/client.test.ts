import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { JSDOM } from "jsdom";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serve } from "../test/server.ts";
import { type Client, type ClientError, createClient } from "./client.ts";
import type { Progress } from "./types.ts";

type Exchange = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const token = {
  authToken: "sandbox-token",
  scanRef: "sandbox-1",
  redirectUrl: "http://localhost/api/v2/redirect?authToken=sandbox-token",
  expiryTime: 3600,
  steps: [
    { name: "UTILITY_BILL", type: "UPLOAD", settings: { canUpload: true, canCapture: true, canUploadPDF: true } },
  ],
};

let page: JSDOM;

/** A client of a gateway that answers like this, in a page of the same origin. */
async function clientOf(exchange: Exchange): Promise<Client> {
  const baseURL = await serve((request, response) => void exchange(request, response));
  page = new JSDOM("", { url: `${baseURL}/` });
  vi.stubGlobal("XMLHttpRequest", page.window.XMLHttpRequest);
  return createClient({ baseURL });
}

function answer(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function base64Blob(content: string): Blob {
  return new page.window.Blob([content], { type: "text/plain" });
}

afterEach(() => {
  page?.window.close();
  vi.unstubAllGlobals();
});

test("creates a token", async () => {
  let seen = {};
  const client = await clientOf(async (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, type: headers["content-type"], body: JSON.parse(await text(request)) };
    answer(response, 201, token);
  });
  const request = { clientId: "1" };
  expect(await client.createToken({ request, signal: new AbortController().signal })).toEqual(token);
  expect(seen).toEqual({ method: "POST", url: "/v1/token", type: "application/json", body: { request } });
});

test("asks where a verification is", async () => {
  const verification = { scanRef: "a/b", state: "again", steps: ["UTILITY_BILL"] };
  const client = await clientOf((request, response) => {
    if (request.url === "/v1/verifications/a%2Fb") answer(response, 200, verification);
    else answer(response, 404, {});
  });
  expect(await client.verification("a/b")).toEqual(verification);
});

test("uploads a step as text, and tells how far it is", async () => {
  let seen = {};
  const client = await clientOf(async (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, type: headers["content-type"], length: (await text(request)).length };
    answer(response, 200, { scanRef: "sandbox-1", step: "UTILITY BILL" });
  });
  const progress: Progress[] = [];
  const content = "A".repeat(400_000);
  const sent = await client.uploadStep({
    scanRef: "sandbox-1",
    step: "UTILITY BILL",
    body: base64Blob(content),
    onProgress: (now) => progress.push(now),
  });
  expect(sent).toEqual({ scanRef: "sandbox-1", step: "UTILITY BILL" });
  const url = "/v1/upload?scanRef=sandbox-1&step=UTILITY+BILL";
  expect(seen).toEqual({ method: "POST", url, type: "text/plain", length: content.length });
  expect(progress.at(-1)).toEqual({ loaded: content.length, total: content.length });
});

const calls: [string, (client: Client, signal?: AbortSignal) => Promise<unknown>][] = [
  ["createToken", (client, signal) => client.createToken({ request: {}, signal })],
  ["verification", (client, signal) => client.verification("x", { signal })],
  ["uploadStep", (client, signal) => client.uploadStep({ scanRef: "x", step: "Y", body: base64Blob("AAAA"), signal })],
];

const findings = [{ code: "no-such-type", severity: "error", message: "Write UPLOAD." }];

const failures: [string, Exchange, Partial<ClientError>][] = [
  [
    "what the gateway refuses, with its findings",
    (_, response) => answer(response, 400, { identifier: "VALIDATION_ERROR", message: "See the findings.", findings }),
    {
      status: 400,
      identifier: "VALIDATION_ERROR",
      message: "See the findings.",
      findings: findings as never,
      retryable: false,
    },
  ],
  [
    "an iDenfy out of reach, which may be back later",
    (_, response) => answer(response, 502, { identifier: "INTERNAL_ERROR", message: "iDenfy cannot be reached." }),
    { status: 502, identifier: "INTERNAL_ERROR", findings: undefined, retryable: true },
  ],
  [
    "too many requests, which pass later",
    (_, response) => answer(response, 429, { identifier: "TOO_MANY_REQUESTS", message: "Wait." }),
    { status: 429, retryable: true },
  ],
  [
    "a page of a proxy's",
    (_, response) => answer(response, 503, "<html>"),
    { status: 503, identifier: "UNEXPECTED_ANSWER", retryable: true },
  ],
  [
    "a page in the place of success",
    (_, response) => answer(response, 200, "<!doctype html>"),
    { status: 200, identifier: "UNEXPECTED_ANSWER", retryable: false },
  ],
  ["null", (_, response) => answer(response, 200, "null"), { status: 200, identifier: "UNEXPECTED_ANSWER" }],
  [
    "an error of another shape",
    (_, response) => answer(response, 400, { error: { code: 7 } }),
    { status: 400, identifier: "UNEXPECTED_ANSWER" },
  ],
  [
    "no answer",
    (request) => void request.socket.destroy(),
    { status: 0, identifier: "NETWORK_ERROR", retryable: true },
  ],
];

for (const [method, call] of calls) {
  beforeEach(() => vi.spyOn(console, "error").mockImplementation(() => {})); // jsdom reports lost connections there

  test.each(failures)(`${method}: tells %s`, async (_name, exchange, error) => {
    const client = await clientOf(exchange);
    await expect(call(client)).rejects.toMatchObject({ name: "ClientError", ...error });
  });

  test(`${method}: a cancelled call rejects with its signal's reason`, async () => {
    const cancel = new AbortController();
    const client = await clientOf(() => cancel.abort("enough"));
    await expect(call(client, cancel.signal)).rejects.toBe("enough");
    await expect(call(client, cancel.signal)).rejects.toBe("enough");
  });
}
