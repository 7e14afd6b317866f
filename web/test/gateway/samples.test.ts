// The samples of docs/grants.md mint grants that the gateway takes, and those of docs/webhooks.md
// verify what it forwards, wherever their language is installed.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type Gateway, jpeg, secrets, sign, startGateway, webhook } from "./gateway.ts";
import { Upstream } from "./upstream.ts";

const docs = new URL("../../../docs/", import.meta.url);
const languages: Record<string, string[]> = { mjs: ["node"], py: ["python3"], php: ["php"], go: ["go", "run"] };
const pages: Record<string, string> = { grant: "grants.md", "forward/verify": "webhooks.md" };
const installed = Object.keys(languages).filter(
  (name) => spawnSync(languages[name]?.[0] ?? "", ["-h"], { stdio: "ignore" }).error === undefined,
);

/** The command that runs a sample, and its arguments. */
function commandOf(name: string, language: string, argument: string): [string, string[]] {
  const [command = "", ...args] = languages[language] ?? [];
  return [command, [...args, fileURLToPath(new URL(`samples/${name}.${language}`, docs)), argument]];
}

function mint(language: string, claims: object): string {
  const env = { ...process.env, GRANT_KEY: secrets.GRANT_KEY };
  const [command, args] = commandOf("grant", language, JSON.stringify(claims));
  return execFileSync(command, args, { env, encoding: "utf8" }).trim();
}

async function verify(language: string, signature: string, body: string): Promise<boolean> {
  const env = { ...process.env, FORWARD_KEY: secrets.FORWARD_KEY };
  const child = spawn(...commandOf("forward/verify", language, signature), {
    env,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.stdin.end(body);
  const [code] = await once(child, "exit");
  return code === 0;
}

let gateway: Gateway;
const receiver = new Upstream();
beforeAll(async () => {
  receiver.answer = (_, response) => void response.end();
  gateway = await startGateway({ bindings: { FORWARD_URL: await receiver.start() } });
});
afterAll(async () => {
  await gateway.stop();
  await receiver.stop();
});

test("the pages show every sample as it is", () => {
  const read = (path: string) => readFileSync(new URL(path, docs), "utf8");
  const samples = readdirSync(new URL("samples/", docs), { recursive: true, encoding: "utf8" });
  for (const [name, page] of Object.entries(pages)) {
    const files = Object.keys(languages).map((language) => `${name}.${language}`);
    expect(samples).toEqual(expect.arrayContaining(files));
    for (const file of files) expect(read(page), file).toContain(`\n${read(`samples/${file}`)}\`\`\`\n`);
  }
  expect(samples.filter((name) => name.includes("."))).toHaveLength(8);
});

test("Go and Node are there, so the gateway is asked", () => {
  expect(installed).toEqual(expect.arrayContaining(["mjs", "go"]));
});

test.each(installed)("grant.%s mints grants for a token, an upload and a look", async (language) => {
  gateway.upstream.reset();
  const address = "Gedimino pr. 1, Vilnius – “Žalia”";
  const token = mint(language, { aud: "token", sub: "customer-17", additionalData: { UTILITY_BILL: { address } } });
  const created = await call(gateway, "POST /v1/token", { jwt: token, body: "{}" });
  expect(created.status).toBe(201);
  expect(JSON.parse(Buffer.from(gateway.upstream.calls[0]?.body ?? "", "latin1").toString())).toMatchObject({
    clientId: "customer-17",
    additionalData: { UTILITY_BILL: { address } },
  });

  const scanRef = String(created.body.scanRef);
  const step = "UTILITY_BILL";
  const upload = mint(language, { aud: "upload", scanRef, step, jti: `${language}-1`, additionalData: { address } });
  const route = `POST /v1/upload?scanRef=${scanRef}&step=${step}`;
  expect((await call(gateway, route, { jwt: upload, body: jpeg() })).body).toEqual({ scanRef, step });

  const read = mint(language, { aud: "read", scanRef });
  const { body } = await call(gateway, `GET /v1/verifications/${scanRef}`, { jwt: read });
  expect(body).toEqual({ scanRef, state: "waiting", steps: [] });
  expect((await call(gateway, `GET /v1/verifications/${scanRef}`, { jwt: token })).status).toBe(403);
});

test.each(installed)("forward/verify.%s verifies what is forwarded", async (language) => {
  receiver.calls = [];
  const body = `{"scanRef" :"scan-${language}",\t"name":"Žalia 東京"}\n`;
  await webhook(gateway, body);
  await expect.poll(() => receiver.calls[0]?.complete).toBe(true);
  const [delivered] = receiver.calls;
  const raw = Buffer.from(delivered?.body ?? "", "latin1").toString();
  const signature = String(delivered?.headers["forward-signature"]);
  expect(await verify(language, signature, raw)).toBe(true);

  const stale = Math.floor(Date.now() / 1000) - 3600;
  for (const [what, one, text] of [
    ["another body", signature, `${raw} `],
    ["another time", signature.replace(/^t=\d/, "t=9"), raw],
    ["an hour old", `t=${stale},v1=${sign(`${stale}.${raw}`, secrets.FORWARD_KEY)}`, raw],
    ["another key", signature.replace(/v1=.*/, `v1=${sign(raw, "another key")}`), raw],
    ["no signature", "", raw],
  ] as const)
    expect(await verify(language, one, text), what).toBe(false);
});
