// What ./build.sh dev does at a save, in a copy of this tree.

import { createHash } from "node:crypto";
import { appendFileSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DevTree } from "../dev-tree.ts";

let tree: DevTree;
beforeAll(async () => {
  tree = new DevTree();
  await tree.start();
});
afterAll(() => tree?.remove());

/** What is built, each with a hash of what it holds. */
function outputs(): Record<string, string> {
  const hash = (...paths: string[]) => {
    const sum = createHash("sha256");
    for (const path of paths) sum.update(path).update(readFileSync(join(tree.folder, path)));
    return sum.digest("hex");
  };
  const site = globSync("build/site/**/*.{js,css,html,wasm}", { cwd: tree.folder }).sort();
  const programs = ["web/wasm/files.wasm", "web/wasm/steps.wasm", "web/wasm/sandbox.wasm"];
  programs.push("build/gateway.wasm", "build/sandbox");
  return { "build/site": hash(...site), ...Object.fromEntries(programs.map((path) => [path, hash(path)])) };
}

/** Saves, and returns what dev says it rebuilt and what has really changed. */
async function saved(path: string, code: string): Promise<{ said: string[]; changed: string[] }> {
  const before = outputs();
  const line = await tree.save(path, code);
  const [, names = ""] = new RegExp(`^» ${path}: (.*) rebuilt in [\\d.]+ s$`).exec(line) ?? [];
  expect(names, line).not.toBe("");
  const after = outputs();
  return {
    said: names.split(", ").sort(),
    changed: Object.keys(after)
      .filter((name) => after[name] !== before[name])
      .sort(),
  };
}

const init = (word: string) => `func init() { println("${word}") }`;

test("the page's TypeScript is in the site, and what tests read touches nothing", async () => {
  // Had any of these done something, the line would name it.
  writeFileSync(join(tree.folder, "internal/steps/testdata/vectors/added.txt"), "x");
  appendFileSync(join(tree.folder, "internal/steps/rulestest/rules.txt"), "\n");
  writeFileSync(join(tree.folder, "internal/steps/added_test.go"), "package steps\n");
  writeFileSync(join(tree.folder, "web/src/added.test.ts"), "");
  expect(await saved("web/src/engine.ts", 'console.log("saved in the page");')).toEqual({
    said: ["build/site"],
    changed: ["build/site"],
  });
  expect(tree.printed).not.toMatch(/added|rules/);
  await expect.poll(served).toContain("saved in the page");
  // A second save of the same file replaces it once more.
  expect((await saved("web/src/engine.ts", 'console.log("saved again");')).changed).toEqual(["build/site"]);
  await expect.poll(served).toContain("saved again");
  // wrangler's ETags are those of its start, so no browser may keep anything.
  const headers = await Promise.all(["/", "/sw.js", "/assets/files-dev.wasm"].map((path) => fetch(tree.url + path)));
  expect(headers.map((response) => [response.status, response.headers.get("cache-control")])).toEqual(
    headers.map(() => [200, "no-store"]),
  );
});

/** The scripts of the site, as the gateway serves them. */
async function served(): Promise<string> {
  const page = await (await fetch(tree.url)).text();
  const scripts = [...page.matchAll(/src="([^"]+\.js)"/g)].map(([, src]) => fetch(new URL(src as string, tree.url)));
  return (await Promise.all((await Promise.all(scripts)).map((script) => script.text()))).join("\n");
}

test("a program of the page is in the site too", async () => {
  expect(await saved("wasm/files/seam_js.go", init("saved in files"))).toEqual({
    said: ["build/site", "web/wasm/files.wasm"],
    changed: ["build/site", "web/wasm/files.wasm"],
  });
});

test("the Worker's Go is the gateway's alone, which starts anew with it", async () => {
  expect(await saved("worker/d1_js.go", init("saved in the Worker"))).toEqual({
    said: ["build/gateway.wasm"],
    changed: ["build/gateway.wasm"],
  });
  await expect
    .poll(async () => {
      await fetch(`${tree.url}/healthz`).catch(() => {}); // while it starts anew
      return tree.log("gateway.log");
    })
    .toContain("saved in the Worker");
});

test("the sandbox starts anew with what it knew, and the gateway has its keys still", async () => {
  const token = async () => {
    const body = JSON.stringify({ request: { clientId: "1", additionalSteps: { ALL: { ALL: ["UTILITY_BILL"] } } } });
    const response = await fetch(`${tree.url}/v1/token`, { method: "POST", body });
    return { status: response.status, ...((await response.json()) as { scanRef: string }) };
  };
  const { scanRef } = await token();
  expect(scanRef).toMatch(/^sandbox-/);
  expect(await saved("wasm/sandbox/server.go", init("saved in the sandbox"))).toEqual({
    said: ["build/sandbox"],
    changed: ["build/sandbox"],
  });
  await expect.poll(() => tree.log("sandbox.log")).toMatch(/saved in the sandbox[\s\S]*sandbox: /);
  const kept = await fetch(`${tree.sandboxURL}/_sandbox/api/verifications/${scanRef}`, {
    headers: { "x-sandbox": "1" },
  });
  expect(await kept.json()).toMatchObject({ scanRef });
  expect((await token()).status).toBe(201);
});

test("what does not compile is told, and built once it does", async () => {
  const path = "worker/request_js.go";
  const was = readFileSync(join(tree.folder, path), "utf8");
  const before = outputs();
  expect(await tree.save(path, "func broken( {")).toBe(`» ${path}: build/gateway.wasm could not be built; see above`);
  expect(tree.printed).toMatch(/request_js\.go:\d+:\d+: syntax error/);
  expect(outputs()).toEqual(before);
  writeFileSync(join(tree.folder, path), was);
  expect((await saved(path, init("it compiles"))).changed).toEqual(["build/gateway.wasm"]);
});
