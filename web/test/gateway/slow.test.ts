// Lines that are slow, which are waited for, and bodies that stop, which are not:
// all at once, since they take half a minute.

import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gateway, grant, jpeg, startGateway } from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

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

test("slow lines are waited for, what stops is refused", { timeout: 90_000 }, async () => {
  const image = jpeg(360_000);
  const slowly = image.match(/.{1,3500}/g) ?? []; // 14 kB a second: 34 seconds
  const jwt = await grant("upload", { scanRef: "scan-1", step: "UTILITY_BILL", jti: "grant-1" });
  const [slow, webhook, token] = await Promise.all([
    trickle("POST /v1/upload?scanRef=scan-1&step=UTILITY_BILL", image.length, slowly, jwt),
    trickle("POST /webhooks/idenfy", 5000, ["{", '"', "a"]),
    trickle("POST /v1/token", 5000, ["{"], await grant("token", { sub: "anna" })),
  ]);
  expect(slow).toEqual([200, undefined]);
  expect(webhook).toEqual([408, "BAD_VALUE"]);
  expect(token).toEqual([408, "BAD_VALUE"]);
  expect(JSON.parse(gateway.upstream.calls[0]?.body ?? "{}").image).toBe(image);
});
