// What becomes of iDenfy's webhooks in the real runtime, with the real database.

import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { call, type Gateway, grant, secrets, startGateway, webhook } from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  for (const table of ["verifications", "deliveries", "uploads", "grants", "running"])
    await gateway.database.exec(`DELETE FROM ${table}`);
});

const minute = 60_000;
const run = (sql: string, ...params: unknown[]) =>
  gateway.database
    .prepare(sql)
    .bind(...params)
    .run();
const steps = JSON.stringify([{ name: "UTILITY_BILL", type: "COMPARE", settings: {} }]);
const create = (scanRef: string) =>
  run("INSERT INTO verifications (scan_ref, created, steps) VALUES (?, ?, ?)", scanRef, Date.now(), steps);

async function read(scanRef: string, claims = {}) {
  const jwt = await grant("read", { scanRef, ...claims });
  return (await call(gateway, `GET /v1/verifications/${scanRef}`, { jwt })).body;
}

describe("a signature", () => {
  const vectors = new URL("../../../internal/idenfy/testdata/signatures/", import.meta.url);
  const ofOneKey = readdirSync(vectors)
    .map((name) => ({ name, vector: readFileSync(new URL(name, vectors)) }))
    .filter(({ vector }) => vector.includes("key: sandbox-signing-key\n"));
  const started: Gateway[] = [];
  beforeAll(async () => {
    const key = "sandbox-signing-key";
    started.push(await startGateway({ bindings: { IDENFY_SIGNING_KEY: key } }));
    started.push(await startGateway({ bindings: { IDENFY_SIGNING_KEY: "the new key", IDENFY_SIGNING_KEY_OLD: key } }));
  });
  afterAll(async () => {
    for (const one of started) await one.stop();
  });

  test.each(ofOneKey)("$name, by either key during a rotation", async ({ vector }) => {
    const end = vector.indexOf("\n\n");
    const [head, body] = [vector.subarray(0, end).toString(), vector.subarray(end + 2)];
    const value = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(head)?.[1] ?? "";
    for (const one of started) {
      const headers = { "idenfy-signature": value("signature") };
      const { status } = await call(one, "POST /webhooks/idenfy", { body: new Uint8Array(body), headers });
      // What is signed and no JSON is believed, and refused.
      const isJSON = body.toString().startsWith("{");
      expect(status, value("comment")).toBe(value("match") === "no" ? 401 : isJSON ? 200 : 400);
    }
  });
});

test("healthz tells of the second key, never a value", async () => {
  const started = await startGateway({ bindings: { IDENFY_SIGNING_KEY_OLD: "the-old-signing-key" } });
  for (const [one, set] of [
    [gateway, false],
    [started, true],
  ] as const) {
    const { body } = await call(one, "GET /healthz");
    expect(body.secrets).toMatchObject({ IDENFY_SIGNING_KEY: true, IDENFY_SIGNING_KEY_OLD: set, FORWARD_KEY: true });
    for (const secret of [...Object.values(secrets), "the-old-signing-key"])
      expect(JSON.stringify(body)).not.toContain(secret);
  }
  await started.stop();
});

test("a resubmission, by its event type, begins another round", async () => {
  await create("scan-1");
  const say = async (finishTime: number, final: boolean, eventType = "") => {
    const body = { scanRef: "scan-1", final, finishTime, status: { overall: "APPROVED", additionalSteps: "VALID" } };
    expect((await webhook(gateway, body, eventType)).status).toBe(200);
    return (await read("scan-1")).state;
  };
  expect(await say(100, true)).toBe("accepted");
  expect(await say(200, false), "not final").toBe("accepted");
  expect(await say(300, false, "IDENTIFICATION_RESUBMITTED")).toBe("waiting");
  expect(await say(400, true)).toBe("accepted");
});

describe("what is kept, and for how long", () => {
  const personal = {
    scanRef: "scan-1",
    final: true,
    finishTime: 100,
    status: { overall: "SUSPECTED", additionalSteps: "INVALID", mismatchTags: ["UTILITY_ADDRESS"] },
    data: {
      docFirstName: "PERSONALNAME",
      additionalData: { UTILITY_BILL: { address: { value: "1 Main St", status: "NOT_MATCH" } } },
    },
    additionalSteps: { UTILITY_BILL: "EXTRACT" },
    fileUrls: { FRONT: "https://files.example/front" },
    additionalStepPdfUrls: { UTILITY_BILL: "https://files.example/bill" },
  };
  const stored = () =>
    gateway.database.prepare("SELECT * FROM deliveries").first<Record<string, string | number | null>>();

  test("details for a grant that says so, and no file's address after an hour", async () => {
    await create("scan-1");
    expect((await read("scan-1", { details: true })).details).toBeNull();
    await webhook(gateway, personal);
    expect(await read("scan-1")).toEqual({ scanRef: "scan-1", state: "again", steps: ["UTILITY_BILL"] });
    const { details } = await read("scan-1", { details: true });
    expect(details).toMatchObject({
      finishTime: 100,
      mismatchTags: ["UTILITY_ADDRESS"],
      steps: [
        {
          name: "UTILITY_BILL",
          type: "EXTRACT",
          fields: [{ name: "address", value: "1 Main St", status: "NOT_MATCH", evaluate: false }],
        },
      ],
      files: [
        { name: "FRONT", url: "https://files.example/front", pdf: false },
        { name: "UTILITY_BILL", url: "https://files.example/bill", pdf: true },
      ],
    });
    expect(Object.values((await stored()) ?? {}).join(" ")).not.toContain("PERSONALNAME");

    await run("UPDATE deliveries SET received = ?", Date.now() - 59 * minute);
    await gateway.sweep();
    expect((await stored())?.files).toContain("https://files.example/bill");
    await run("UPDATE deliveries SET received = ?", Date.now() - 61 * minute);
    expect((await read("scan-1", { details: true })).details).toMatchObject({ files: [] });
    await gateway.sweep();
    expect(Object.values((await stored()) ?? {}).join(" ")).not.toContain("files.example");
  });
});
