// The samples of docs/grants.md mint grants that the gateway takes, wherever their language is installed.

import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type Gateway, jpeg, secrets, startGateway } from "./gateway.ts";

const docs = new URL("../../../docs/", import.meta.url);
const languages: Record<string, string[]> = {
  "grant.mjs": ["node"],
  "grant.py": ["python3"],
  "grant.php": ["php"],
  "grant.go": ["go", "run"],
};
const installed = Object.keys(languages).filter(
  (name) => spawnSync(languages[name]?.[0] ?? "", ["-h"], { stdio: "ignore" }).error === undefined,
);

function mint(sample: string, claims: object): string {
  const [command = "", ...args] = languages[sample] ?? [];
  return execFileSync(command, [...args, fileURLToPath(new URL(`samples/${sample}`, docs)), JSON.stringify(claims)], {
    env: { ...process.env, GRANT_KEY: secrets.GRANT_KEY },
    encoding: "utf8",
  }).trim();
}

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());

test("the page shows every sample as it is", () => {
  const page = readFileSync(new URL("grants.md", docs), "utf8");
  const samples = readdirSync(new URL("samples/", docs)).sort();
  expect(samples).toEqual(Object.keys(languages).sort());
  for (const name of samples)
    expect(page).toContain(`\n${readFileSync(new URL(`samples/${name}`, docs), "utf8")}\`\`\`\n`);
});

test("Go and Node are there, so the gateway is asked", () => {
  expect(installed).toEqual(expect.arrayContaining(["grant.mjs", "grant.go"]));
});

test.each(installed)("%s mints grants for a token, an upload and a look", { timeout: 60_000 }, async (sample) => {
  gateway.upstream.reset();
  const address = "Gedimino pr. 1, Vilnius – “Žalia”";
  const token = mint(sample, { aud: "token", sub: "customer-17", additionalData: { UTILITY_BILL: { address } } });
  const created = await call(gateway, "POST /v1/token", { jwt: token, body: "{}" });
  expect(created.status).toBe(201);
  expect(JSON.parse(Buffer.from(gateway.upstream.calls[0]?.body ?? "", "latin1").toString())).toMatchObject({
    clientId: "customer-17",
    additionalData: { UTILITY_BILL: { address } },
  });

  const scanRef = String(created.body.scanRef);
  const step = "UTILITY_BILL";
  const upload = mint(sample, { aud: "upload", scanRef, step, jti: `${sample}-1`, additionalData: { address } });
  const route = `POST /v1/upload?scanRef=${scanRef}&step=${step}`;
  expect((await call(gateway, route, { jwt: upload, body: jpeg() })).body).toEqual({ scanRef, step });

  const read = mint(sample, { aud: "read", scanRef });
  const { body } = await call(gateway, `GET /v1/verifications/${scanRef}`, { jwt: read });
  expect(body).toEqual({ scanRef, state: "waiting", steps: [] });
  expect((await call(gateway, `GET /v1/verifications/${scanRef}`, { jwt: token })).status).toBe(403);
});
