// What is refused before Go is asked, and what logs and answers never say.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Answered,
  call,
  type Gateway,
  grant,
  inOneMinute,
  jpeg,
  secrets,
  startGateway,
  webhook,
} from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ bindings: { ORIGINS: "https://app.example, https://other.example" } });
});
afterAll(() => gateway.stop());

describe("by the request's first lines", () => {
  test.each([
    ["GET /v1/other", 404, "BAD_VALUE"],
    ["GET /v1/verifications/a/b", 404, "BAD_VALUE"],
    ["DELETE /v1/token", 405, "METHOD_NOT_ALLOWED"],
    ["POST /healthz", 405, "METHOD_NOT_ALLOWED"],
    ["POST /v1/token", 401, "CALLER_MISSING"],
    ["GET /v1/verifications/scan-1", 401, "CALLER_MISSING"],
    ["POST /webhooks/idenfy", 401, "UNAUTHORIZED"],
  ])("%s: %i", async (route, status, identifier) => {
    const answered = await call(gateway, route);
    expect([answered.status, answered.body.identifier]).toEqual([status, identifier]);
    expect(answered.headers.get("x-request-id")).toBeTruthy();
  });

  test("a body over the limit", async () => {
    const jwt = await grant("token", { sub: "anna" });
    const answered = await call(gateway, "POST /v1/token", { jwt, body: " ".repeat(1024 * 1024 + 1) });
    expect(answered.status).toBe(413);
  });
});

describe("by origin", () => {
  const from = (origin: string) => call(gateway, "GET /healthz", { headers: { origin } });
  test("a listed page may read the answer", async () => {
    const { status, headers } = await from("https://other.example");
    expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "https://other.example"]);
    expect(headers.get("vary")).toContain("origin");
    expect(headers.get("access-control-expose-headers")).toBe("retry-after, x-request-id");
  });
  test("any other is refused", async () => {
    for (const origin of ["https://evil.example", "https://app.example.evil.example", "null", "http://app.example"]) {
      const { status, body, headers } = await from(origin);
      expect([status, body.identifier], origin).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
  test("a preflight is answered, for a listed page only", async () => {
    const ask = (origin: string) =>
      fetch(`${gateway.url}/v1/token`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const good = await ask("https://app.example");
    expect(good.status).toBe(204);
    expect(good.headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await ask("https://evil.example")).status).toBe(403);
  });
});

test("too many calls are told when to come back", async () => {
  const limited = await startGateway({ limit: 3 });
  /** Calls once from each address in turn. */
  const from = async (addresses: string[], route = "GET /healthz", rest = {}) => {
    const answers: Answered[] = [];
    for (const address of addresses)
      answers.push(await call(limited, route, { headers: { "cf-connecting-ip": address }, ...rest }));
    return answers;
  };
  const statuses = (answers: Answered[]) => answers.map(({ status }) => status);

  const one = await inOneMinute((attempt) => from(Array(4).fill(`192.0.${attempt}.1`)));
  expect(statuses(one)).toEqual([200, 200, 200, 429]);
  expect([one[3]?.body.identifier, one[3]?.headers.get("retry-after")]).toEqual(["TOO_MANY_REQUESTS", "60"]);
  const household = await inOneMinute((attempt) =>
    from(["1", "2", "3", "ffff:1"].map((end) => `2001:db8:${attempt}::${end}`)),
  );
  expect(statuses(household), "IPv6 counts by /64").toEqual([200, 200, 200, 429]);
  const subject = await inOneMinute(async (attempt) => {
    const jwt = await grant("token", { sub: `busy-${attempt}` });
    const addresses = [10, 11, 12, 13].map((end) => `192.0.${attempt}.${end}`);
    return from(addresses, "POST /v1/token", { jwt, body: "{}" });
  });
  expect(statuses(subject), "one person by many addresses").toEqual([201, 201, 201, 429]);
  await limited.stop();
});

test("a limit that fails lets nobody through, and is told in the gateway's own words", async () => {
  const broken = await startGateway({ bindings: { LIMIT_IP: "no rate limit" } });
  const headers = { "cf-connecting-ip": "192.0.2.1" };
  const { status, body } = await call(broken, "GET /healthz", { headers });
  expect([status, body.identifier]).toEqual([500, "INTERNAL_ERROR"]);
  await expect.poll(() => broken.logs()).toContain('"cause":"TypeError');
  await broken.stop();
});

test("logs say nothing secret or personal", async () => {
  const personal = { address: "17 PERSONAL Street", firstName: "PERSONALNAME" };
  const jwt = await grant("token", {
    sub: "subject-personal",
    ...personal,
    additionalData: { UTILITY_BILL: { address: personal.address } },
  });
  const { body } = await call(gateway, "POST /v1/token", { jwt, body: "{}" });
  const scanRef = String(body.scanRef);
  await webhook(gateway, {
    final: true,
    scanRef,
    finishTime: 1,
    status: { overall: "SUSPECTED", additionalSteps: "INVALID" },
    data: personal,
  });
  const image = jpeg();
  const upload = await grant("upload", { scanRef, step: "UTILITY_BILL", jti: "log", additionalData: personal });
  await call(gateway, `POST /v1/upload?scanRef=${scanRef}&step=UTILITY_BILL`, { jwt: upload, body: image });
  await call(gateway, `POST /v1/upload?scanRef=${scanRef}&step=UTILITY_BILL`, { jwt: upload, body: "x" });
  await call(gateway, "POST /v1/token", { jwt: "aaaa.bbbb.cccc", body: JSON.stringify(personal) });
  await expect.poll(() => gateway.logs()).toContain("CALLER_MALFORMED");

  const lines = gateway.logs().trim().split("\n");
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({ msg: "request", id: expect.any(String), status: expect.any(Number) });
  expect(lines.length).toBeGreaterThan(10);
  const said = [
    ...Object.values(secrets),
    ...Object.values(personal),
    "subject-personal",
    scanRef,
    jwt,
    upload,
    image.slice(0, 40),
    "ANNA-PERSONAL",
  ];
  for (const value of said) expect(gateway.logs(), value).not.toContain(value);
  expect(JSON.stringify(body)).not.toContain("ANNA-PERSONAL");
});
