// Webhooks on their way to the product's back end: a real receiver on loopback
// that is down, slow, answers 500, or is ended and started again under load.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freePort } from "../port.ts";
import { call, type Gateway, secrets, sign, startGateway, webhook } from "./gateway.ts";
import { type Answer, type Call, Upstream } from "./upstream.ts";

let gateway: Gateway;
let receiver: Upstream;
let port: number;
const takes: Answer = (_, response) => void response.end();
const answers =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status).end();

beforeAll(async () => {
  receiver = new Upstream();
  const url = await receiver.start(await freePort()); // a port that it gets back when it starts again
  port = Number(new URL(url).port);
  gateway = await startGateway({ bindings: { FORWARD_URL: `${url}/hooks?from=gateway` } });
});
afterAll(async () => {
  await gateway.stop();
  await receiver.stop();
});
beforeEach(async () => {
  await gateway.database.exec("DELETE FROM deliveries");
  receiver.reset();
  receiver.answer = takes;
});

const hook = (scanRef: string, n: number) =>
  `{ "scanRef":"${scanRef}",\t"final" :true, "finishTime": ${n},\r\n "name":"ŠILUVA 東京", "n": ${n}}`;
const textOf = ({ body }: Call) => Buffer.from(body, "latin1").toString();
const got = () => receiver.calls.filter(({ complete }) => complete).map(textOf);
const stored = async () => (await gateway.database.prepare("SELECT * FROM deliveries").all()).results;
/** Lets what waits for another try be due. */
const later = () => gateway.database.prepare("UPDATE deliveries SET due = 0 WHERE due IS NOT NULL").run();
const waiting = async () =>
  (await gateway.database.prepare("SELECT COUNT(*) AS n FROM deliveries WHERE due IS NOT NULL").first<{ n: number }>())
    ?.n;

/** How the receiver answers, or that it is not there. */
async function down(): Promise<void> {
  await receiver.stop();
}
async function up(): Promise<void> {
  receiver = new Upstream();
  receiver.answer = takes;
  await receiver.start(port);
}

test("at once, as it came, with both signatures", async () => {
  const body = hook("scan-1", 1);
  expect((await webhook(gateway, body, "IDENTIFICATION_MANUAL_FINISHED")).status).toBe(200);
  await expect.poll(got).toEqual([body]);
  const { headers, path } = receiver.calls[0] as Call;
  expect(path).toBe("/hooks?from=gateway");
  expect(headers["idenfy-signature"]).toBe(sign(body));
  expect(headers["idenfy-event-type"]).toBe("IDENTIFICATION_MANUAL_FINISHED");
  expect(headers["content-type"]).toBe("application/json");
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["forward-signature"])) ?? [];
  expect(Math.abs(Number(t) * 1000 - Date.now())).toBeLessThan(60_000);
  expect(v1).toBe(sign(`${t}.${body}`, secrets.FORWARD_KEY));

  await expect.poll(waiting).toBe(0);
  expect((await webhook(gateway, body)).status).toBe(200);
  await gateway.sweep();
  expect(got(), "a repetition is not forwarded").toHaveLength(1);
});

test("iDenfy does not wait for the receiver", async () => {
  let release = () => {};
  receiver.answer = (_, response) => {
    release = () => response.end();
  };
  const { status } = await webhook(gateway, hook("scan-1", 1));
  expect(status).toBe(200);
  await expect.poll(() => receiver.calls.length).toBe(1);
  expect(await waiting()).toBe(1);
  release();
  await expect.poll(waiting).toBe(0);
});

describe("a receiver that", () => {
  const cases: Record<string, { answer: Answer } | "down"> = {
    "is down": "down",
    "answers 500": { answer: answers(500) },
    "answers 404": { answer: answers(404) },
    redirects: { answer: (_, response) => void response.writeHead(307, { location: "/elsewhere" }).end() },
    "breaks off": { answer: (request) => void request.socket.destroy() },
    "takes longer than 10 s": { answer: () => {} },
  };
  // One that was ended has to be there again for the next test.
  afterEach(async () => {
    await receiver.stop().catch(() => {});
    await up();
  });

  test.each(Object.entries(cases))("%s loses nothing and gets everything in order", async (_, how) => {
    if (how === "down") await down();
    else receiver.answer = how.answer;
    const bodies = [hook("scan-1", 3), hook("scan-1", 1), hook("scan-1", 2)];
    for (const body of bodies) expect((await webhook(gateway, body)).status).toBe(200);
    await gateway.sweep();
    const tried = async () => (await stored()).map(({ tries }) => Number(tries) > 0);
    await expect.poll(tried).toEqual([true, false, false]);
    expect(await stored(), "the body waits").toMatchObject(bodies.map((body) => ({ body, given_up: 0 })));

    if (how === "down") await up();
    receiver.calls = [];
    receiver.answer = takes;
    await gateway.sweep();
    expect(got(), "not before its time").toEqual([]);
    await later();
    await gateway.sweep();
    expect(got()).toEqual(bodies);
    expect(await waiting()).toBe(0);
  });
});

test("what nobody took for a day is given up, and seen in healthz", async () => {
  const health = async () => (await call(gateway, "GET /healthz")).body.givenUp;
  receiver.answer = answers(500);
  await webhook(gateway, hook("scan-1", 1));
  await expect.poll(async () => (await stored())[0]?.tries).toBe(1);
  const age = (hours: number) =>
    gateway.database
      .prepare("UPDATE deliveries SET received = ?, due = 0")
      .bind(Date.now() - hours * 3_600_000)
      .run();
  await age(23);
  await gateway.sweep();
  expect(await health()).toBe(0);
  await age(25);
  receiver.answer = takes;
  receiver.calls = [];
  await gateway.sweep();
  expect(await health()).toBe(1);
  expect(got()).toEqual([]);
});

test("many that are refused hold up no other", async () => {
  receiver.answer = (_, response, body) => void response.writeHead(body.includes("scan-refused") ? 400 : 200).end();
  const refused = 12;
  for (let i = 0; i < refused; i++) await webhook(gateway, hook(`scan-refused-${i}`, 1));
  const tried = async () => (await stored()).filter(({ tries }) => Number(tries) > 0).length;
  await expect.poll(tried).toBe(refused);
  await later();
  const body = hook("scan-1", 1);
  await webhook(gateway, body);
  await expect.poll(got).toContain(body);
  await expect.poll(waiting).toBe(refused);
});

test("two sweeps at once have no delivery twice, nor one before its turn", async () => {
  receiver.answer = answers(500);
  const verifications = 10;
  for (let n = 1; n <= 3; n++) {
    for (let i = 0; i < verifications; i++) await webhook(gateway, hook(`scan-${i}`, n));
  }
  // What the webhooks themselves started has ended when nothing is leased any more.
  await gateway.sweep();
  receiver.reset();
  // The first delivery is under way until a sweep that could take it too has ended.
  const { promise: anotherEnded, resolve: end } = Promise.withResolvers<void>();
  receiver.answer = (_, response) => {
    receiver.answer = takes;
    void anotherEnded.then(() => response.end());
  };
  await later();
  await Promise.all(Array.from({ length: 6 }, () => gateway.sweep().then(end)));
  await gateway.sweep();
  expect(await waiting()).toBe(0);
  expect(got()).toHaveLength(3 * verifications);
  for (let i = 0; i < verifications; i++) {
    expect(got().filter((body) => body.includes(`"scan-${i}"`))).toEqual([1, 2, 3].map((n) => hook(`scan-${i}`, n)));
  }
});

test("a receiver that is ended and started again under load", async () => {
  const verifications = 100;
  const each = 3;
  const seen: Call[] = [];
  const remember = () => seen.push(...receiver.calls.splice(0));
  let sent = 0;
  /** Sends what iDenfy would: of one verification one after the other, ten verifications at once. */
  const send = async (from: number, to: number) => {
    const queue = Array.from({ length: to - from }, (_, i) => from + i);
    const worker = async () => {
      for (let i = queue.shift(); i !== undefined; i = queue.shift()) {
        for (let n = 1; n <= each; n++) {
          expect((await webhook(gateway, hook(`scan-${i}`, n))).status).toBe(200);
          sent++;
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));
  };
  await send(0, 30);
  const killed = send(30, 70);
  remember();
  await down();
  remember();
  await killed;
  expect(await waiting()).toBeGreaterThan(0);
  const restarted = send(70, verifications);
  await up();
  await restarted;
  for (let sweeps = 0; sweeps < 60 && (await waiting()); sweeps++) {
    await later();
    await gateway.sweep();
  }
  remember();
  expect(await waiting()).toBe(0);
  const bodies = seen.filter(({ complete }) => complete).map(textOf);
  const firsts = [...new Set(bodies)];
  console.log(`${sent} webhooks, ${bodies.length} forwarded, ${bodies.length - firsts.length} of them twice`);
  for (let i = 0; i < verifications; i++) {
    const mine = firsts.filter((body) => body.includes(`"scan-${i}"`));
    expect(mine, `scan-${i}`).toEqual([1, 2, 3].map((n) => hook(`scan-${i}`, n)));
  }
});

test("no request from outside can do the chores", async () => {
  receiver.answer = answers(500);
  await webhook(gateway, hook("scan-1", 1));
  await expect.poll(async () => (await stored())[0]?.tries).toBe(1);
  await later();
  receiver.calls = [];
  for (const method of ["SWEEP", "FORWARD"]) {
    for (const path of ["/", "/healthz", "/webhooks/idenfy"]) {
      const response = await fetch(gateway.url + path, { method });
      expect(response.status, `${method} ${path}`).toBeGreaterThanOrEqual(400);
    }
  }
  expect(receiver.calls).toEqual([]);
  expect(await waiting()).toBe(1);
});

test("logs and answers say nothing secret or personal", async () => {
  receiver.answer = answers(500);
  await webhook(gateway, hook("scan-personal", 1));
  await expect.poll(() => gateway.logs()).toContain('"msg":"forward"');
  await gateway.sweep();
  const health = await fetch(`${gateway.url}/healthz`);
  const said = gateway.logs() + (await health.text()) + JSON.stringify([...health.headers]);
  for (const secret of [...Object.values(secrets), "scan-personal", "ŠILUVA", "from=gateway", String(port)])
    expect(said).not.toContain(secret);
});

test("a gateway without the key to sign with refuses to serve", async () => {
  const started = await startGateway({ bindings: { FORWARD_URL: "https://app.example/hooks", FORWARD_KEY: "short" } });
  const { status, body } = await call(started, "GET /healthz");
  expect([status, body.ready]).toEqual([200, false]);
  expect((await webhook(started, hook("scan-1", 1))).status).toBe(503);
  await started.sweep();
  expect(started.logs()).toContain("FORWARD_KEY");
  await started.stop();
});
