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
const hour = 60 * minute;
const day = 24 * hour;
const run = (sql: string, ...params: unknown[]) =>
  gateway.database
    .prepare(sql)
    .bind(...params)
    .run();
const count = async (table: string) =>
  (await gateway.database.prepare(`SELECT COUNT(*) AS n FROM ${table}`).first<{ n: number }>())?.n;
const steps = JSON.stringify([{ name: "UTILITY_BILL", type: "COMPARE", settings: {} }]);
const create = (scanRef: string, created = Date.now()) =>
  run("INSERT INTO verifications (scan_ref, created, steps) VALUES (?, ?, ?)", scanRef, created, steps);

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
    expect(body.secrets).toMatchObject({ IDENFY_SIGNING_KEY: true, IDENFY_SIGNING_KEY_OLD: set, HANDON_KEY: true });
    for (const secret of [...Object.values(secrets), "the-old-signing-key"])
      expect(JSON.stringify(body)).not.toContain(secret);
  }
  await started.stop();
});

describe("in any order, however often", () => {
  interface Hook {
    text: string;
    eventType: string;
    /** What decides the order. */
    final: boolean;
    finished: number;
    resubmitted: boolean;
  }
  // A generator of its own, so that a failure comes again (mulberry32).
  let seed = 20260102;
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(...of: T[]): T => of[below(of.length)] as T;
  const shuffled = <T>(list: T[]): T[] =>
    list
      .map((value) => ({ value, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ value }) => value);

  function randomHook(scanRef: string): Hook {
    const final = pick(true, false);
    const finished = pick(0, 100, 200, 300);
    const eventType = pick("IDENTIFICATION_MANUAL_FINISHED", "IDENTIFICATION_RESUBMITTED", "");
    const status = {
      overall: pick("APPROVED", "DENIED", "SUSPECTED", "REVIEWING", null),
      additionalSteps: pick("VALID", "INVALID", null),
    };
    const text = JSON.stringify({ scanRef, final, finishTime: finished || null, status, fileUrls: null });
    return { text, eventType, final, finished, resubmitted: eventType === "IDENTIFICATION_RESUBMITTED" };
  }

  /** What must count, written down apart from the gateway's own two ways to find it. */
  function counts(set: Hook[]): number[] {
    const merged = set.map((hook) => ({
      ...hook,
      resubmitted: set.some(({ text, resubmitted }) => text === hook.text && resubmitted),
    }));
    const round = Math.max(0, ...merged.filter(({ resubmitted }) => resubmitted).map(({ finished }) => finished));
    const current = merged.filter(({ finished }) => finished >= round);
    const decided = current.filter(({ final }) => final);
    const among = decided.length > 0 ? decided : current;
    const last = Math.max(...among.map(({ finished }) => finished));
    return [decided.length > 0 ? 1 : 0, last];
  }

  test("a verification's webhooks end in the same state", { timeout: 120_000 }, async () => {
    const sets = 40;
    const orders = 3;
    let deliveries = 0;
    const states = new Map<unknown, number>();
    await create("scan-1");
    for (let i = 0; i < sets; i++) {
      const set = Array.from({ length: 1 + below(6) }, () => randomHook("scan-1"));
      const ends = [];
      for (let order = 0; order < orders; order++) {
        await run("DELETE FROM deliveries");
        const sent = shuffled([...set, ...shuffled(set).slice(0, below(3))]);
        for (const { text, eventType } of sent) {
          expect((await webhook(gateway, text, eventType)).status).toBe(200);
          deliveries++;
        }
        expect(await count("deliveries")).toBe(new Set(set.map(({ text }) => text)).size);
        const end = await read("scan-1", { details: true });
        const details = end.details as { received?: string; final: boolean; finishTime: number };
        delete details.received;
        ends.push(end);
      }
      const first = ends[0] as { state: string; details: { final: boolean; finishTime: number } };
      for (const end of ends) expect(end, JSON.stringify(set)).toEqual(first);
      expect([first.details.final ? 1 : 0, first.details.finishTime], JSON.stringify(set)).toEqual(counts(set));
      states.set(first.state, (states.get(first.state) ?? 0) + 1);
    }
    console.log(`${sets} sets, ${orders} orders of each, ${deliveries} deliveries;`, Object.fromEntries(states));
    expect([...states.keys()].sort()).toEqual(["accepted", "again", "closed", "waiting"]);
  });
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

  test("a body is not kept where nobody is to have it", async () => {
    await webhook(gateway, personal);
    expect(await stored()).toMatchObject({ due: null, body: "", signature: "" });
  });

  test("verifications, with all their rows, for the days that are set", async () => {
    const month = await startGateway({ bindings: { RETENTION_DAYS: "30" } });
    const at = (days: number) => Date.now() - days * day;
    const add = async (database: Gateway["database"], scanRef: string, created: number, happened: number) => {
      const all = (sql: string, ...params: unknown[]) =>
        database
          .prepare(sql)
          .bind(...params)
          .run();
      await all("INSERT INTO verifications (scan_ref, created, steps) VALUES (?, ?, ?)", scanRef, created, steps);
      await all(
        "INSERT INTO deliveries (digest, scan_ref, received, final, finished, overall, steps) VALUES (?, ?, ?, 1, 1, '', '')",
        `d-${scanRef}`,
        scanRef,
        happened,
      );
      await all("INSERT INTO uploads (scan_ref, step, at) VALUES (?, 'UTILITY_BILL', ?)", scanRef, happened);
    };
    for (const [{ database, sweep }, days] of [
      [gateway, 90],
      [month, 30],
    ] as const) {
      await add(database, "young", at(days - 1), at(days - 1));
      await add(database, "alive", at(2 * days), at(1));
      await add(database, "old", at(days + 1), at(days + 1));
      await sweep();
      for (const table of ["verifications", "deliveries", "uploads"]) {
        const { results } = await database.prepare(`SELECT scan_ref FROM ${table} ORDER BY scan_ref`).all();
        expect(
          results.map(({ scan_ref }) => scan_ref),
          `${table}, ${days} days`,
        ).toEqual(["alive", "young"]);
      }
    }
    await month.stop();
  });

  test("grants that have ended, and uploads that never did", async () => {
    for (const [id, until] of [
      ["good", Date.now() + hour],
      ["within what clocks may differ", Date.now() - minute],
      ["ended", Date.now() - hour],
    ] as const) {
      await run("INSERT INTO grants (id, uses, until) VALUES (?, 3, ?)", id, until);
      await run("INSERT INTO running (scan_ref, step, until) VALUES ('s', ?, ?)", id, until);
    }
    await gateway.sweep();
    expect(await count("grants")).toBe(2);
    expect(await count("running")).toBe(2);
  });

  test("more than one sweep may delete is left to the next", async () => {
    await run(
      `INSERT INTO grants WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
       SELECT 'g-' || i, 1, 0 FROM n`,
    );
    const left = [];
    for (let i = 0; i < 3; i++) {
      await gateway.sweep();
      left.push(await count("grants"));
    }
    expect(left).toEqual([700, 200, 0]);
  });
});
