// Plain `wrangler dev` with what .dev.vars.example says: towards the sandbox as
// docs/testing.md has it, and with iDenfy's keys as far as that goes without iDenfy.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../port.ts";
import { grant, jpeg, secrets } from "./gateway.ts";
import { answerWell } from "./upstream.ts";
import { startWorker } from "./workerd.ts";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const sample = readFileSync(join(top, ".dev.vars.example"), "utf8");

describe("towards the sandbox", () => {
  const env = {
    ...process.env,
    BUILT: "1",
    NO_COLOR: "1",
    CI: "1",
    // Nothing leaves this machine.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
  };
  let folder = "";
  let url = "";
  let sandboxURL = "";
  let printed = "";
  let dev: () => Promise<ChildProcess>;
  const running: ChildProcess[] = [];

  /** Starts what stays, and waits until it prints that. */
  async function start(command: string, ready: string): Promise<ChildProcess> {
    const child = spawn("bash", ["-c", command], {
      cwd: folder,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        printed += chunk;
        if (printed.includes(ready)) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => reject(new Error(`${command} ended and had printed:\n${printed}`)));
    });
    return child;
  }

  async function end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-(child.pid as number), "SIGTERM");
    await once(child, "exit");
  }

  /** Calls, and returns the status and the JSON that is answered. */
  async function ask(address: string, body?: BodyInit, headers: Record<string, string> = {}) {
    const response = await fetch(address, { method: body === undefined ? "GET" : "POST", body, headers });
    const answer = await response.text();
    return { status: response.status, body: answer ? JSON.parse(answer) : undefined };
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "wrangler-dev-"));
    for (const name of ["build", "internal", "wasm", "web", "worker"]) symlinkSync(join(top, name), join(folder, name));
    for (const name of ["build.sh", "wrangler.toml"]) cpSync(join(top, name), join(folder, name));
    const [port, sandboxPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    sandboxURL = `http://127.0.0.1:${sandboxPort}`;
    writeFileSync(join(folder, ".dev.vars"), sample.replace("http://127.0.0.1:8788", sandboxURL));
    const sandbox = `build/sandbox --addr 127.0.0.1:${sandboxPort} --webhook ${url}/webhooks/idenfy`;
    await start(`set -a; source .dev.vars; exec ${sandbox}`, `sandbox: ${sandboxURL}\n`);
    dev = () => start(`exec wrangler dev --port ${port} --inspector-port 0`, "Ready on ");
  }, 120_000);

  afterAll(async () => {
    for (const child of running) await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  test("what lacks is named, and then the whole story goes", { timeout: 120_000 }, async () => {
    const migrate = "wrangler d1 migrations apply DB --local";
    const lacking = await dev();
    expect((await ask(`${url}/healthz`)).status).toBe(500);
    await expect.poll(() => printed).toContain(`the database lacks migrations; end wrangler dev and run: ${migrate}`);
    await end(lacking); // neither of two programs on one local database waits for its lock
    const [program = "", ...words] = migrate.split(" ");
    await promisify(execFile)(program, words, { cwd: folder, env });
    printed = "";
    await dev();
    expect((await ask(`${url}/healthz`)).body).toMatchObject({ mode: "open", ready: true, sandbox: true });

    const request = { clientId: "1", additionalSteps: { ALL: { ALL: ["UTILITY_BILL"] } } };
    const { body: token } = await ask(`${url}/v1/token`, JSON.stringify({ request }));
    const person = { authorization: `Bearer ${token.authToken}` };
    const bill = Buffer.from(jpeg(), "base64");
    await ask(`${sandboxURL}/window/document`, '{"country":"LT","document":"PASSPORT"}', person);
    await ask(`${sandboxURL}/window/upload?step=UTILITY_BILL`, bill, person);
    await ask(`${sandboxURL}/window/finish`, "", person);
    const judge = async (verdict: string) => {
      const path = `${sandboxURL}/_sandbox/api/verifications/${token.scanRef}/judge`;
      const { body } = await ask(path, JSON.stringify({ additionalSteps: verdict }), { "x-sandbox": "1" });
      expect(body.attempts).toMatchObject([{ status: 200 }]);
      return (await ask(`${url}/v1/verifications/${token.scanRef}`)).body;
    };
    expect(await judge("INVALID")).toMatchObject({ state: "again" });
    const upload = `${url}/v1/upload?scanRef=${token.scanRef}&step=UTILITY_BILL`;
    expect((await ask(upload, jpeg(4000))).status).toBe(200);
    expect(await judge("VALID")).toMatchObject({ state: "accepted" });
    expect((await fetch(url)).headers.get("content-type")).toContain("text/html");
  });
});

describe("with iDenfy's keys", { timeout: 60_000 }, () => {
  const values: Record<string, string> = secrets;
  /** The settings that the sample names for it. */
  const bindings = Object.fromEntries(
    [...sample.matchAll(/^#([A-Z_]+)=$/gm)].map(([, name = ""]) => [name, values[name] ?? ""]),
  );

  test("a token is asked of iDenfy's address; without a network it is 502, and the log has no secret", async () => {
    let down = false;
    const asked: unknown[] = [];
    let logs = "";
    const worker = await startWorker({
      directory: join(top, "build/worker"),
      bindings: { ...bindings, IDENFY_URL: "https://ivs.idenfy.com" },
      async network(request, response) {
        const { method, url, headers } = request;
        asked.push([method, headers.host, url, headers.authorization]);
        if (down) request.socket.destroy();
        else answerWell(request, response, await text(request));
      },
      log: (line) => {
        logs += `${line}\n`;
      },
    });
    try {
      expect(await (await fetch(`${worker.url}/healthz`)).json()).toMatchObject({ ready: true, sandbox: false });
      const headers = { authorization: `Bearer ${await grant("token", { sub: "1" })}` };
      const token = () => fetch(`${worker.url}/v1/token`, { method: "POST", headers });
      expect((await token()).status).toBe(201);
      const pair = Buffer.from(`${secrets.IDENFY_API_KEY}:${secrets.IDENFY_API_SECRET}`).toString("base64");
      expect(asked).toEqual([["POST", "ivs.idenfy.com", "/api/v2/token", `Basic ${pair}`]]);
      down = true;
      const answer = await token();
      expect([answer.status, await answer.json()]).toMatchObject([502, { identifier: "INTERNAL_ERROR" }]);
      await expect.poll(() => logs).toContain('"status":502');
      for (const secret of [pair, ...Object.values(bindings)]) expect(logs).not.toContain(secret);
    } finally {
      await worker.stop();
    }
  });

  test("open mode is refused", async () => {
    const worker = await startWorker({
      directory: join(top, "build/worker"),
      bindings: { ...bindings, IDENFY_URL: "https://ivs.idenfy.com", MODE: "open" },
    });
    try {
      expect(await (await fetch(`${worker.url}/healthz`)).json()).toMatchObject({ ready: false });
      expect((await fetch(`${worker.url}/v1/token`, { method: "POST", body: "{}" })).status).toBe(503);
    } finally {
      await worker.stop();
    }
  });
});
