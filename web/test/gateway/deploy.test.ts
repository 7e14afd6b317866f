// ./build.sh deploy: the dry run with wrangler itself, the rest in a copy of the
// repository with a wrangler that only notes what it is asked.

import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const top = fileURLToPath(new URL("../../../", import.meta.url));

function run(folder: string, args: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync("./build.sh", args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, out: stdout + stderr };
}

test("a dry run migrates, bundles and deploys nothing", () => {
  const { status, out } = run(top, ["deploy", "--dry-run"], { BUILT: "1" });
  expect(out).toContain("0003_outbox.sql");
  expect(out).toMatch(/Total Upload: .* gzip: /);
  expect(out).toContain("dry run: nothing was deployed");
  expect(status).toBe(0);
});

describe("a deployment", () => {
  let copy = "";
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
      cwd: copy,
      encoding: "utf8",
    });
  const deploy = (env = {}) => run(copy, ["deploy"], { BUILT: "1", ...env });
  const asked = () => readFileSync(join(copy, ".wrangler/asked"), "utf8").trim().split("\n");
  const write = (name: string, text: string) => writeFileSync(join(copy, name), text);
  const flows = (steps: object) =>
    JSON.stringify({ default: "standard", flows: { standard: { request: { additionalSteps: steps } } } });
  const commit = () => git("commit", "--quiet", "--all", "--message", "change");

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "deploy-"));
    const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: top });
    for (const name of files.toString().split("\0").filter(Boolean)) {
      if (/^(build\.sh|wrangler\.toml|\.gitignore|go\.|internal\/|wasm\/|worker\/|web\/package)/.test(name)) {
        mkdirSync(dirname(join(copy, name)), { recursive: true });
        cpSync(join(top, name), join(copy, name));
      }
    }
    mkdirSync(join(copy, "web/node_modules/.bin"), { recursive: true });
    mkdirSync(join(copy, ".wrangler"));
    cpSync(join(copy, "web/package-lock.json"), join(copy, "web/node_modules/.installed-lock.json"));
    const wrangler = join(copy, "web/node_modules/.bin/wrangler");
    writeFileSync(wrangler, '#!/bin/sh\necho "$*" >>.wrangler/asked\n[ "$1" != "$FAILS" ]\n');
    chmodSync(wrangler, 0o755);
    git("init", "--quiet");
    git("add", "--all");
    commit();
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  test("stops where no database and no address is named", () => {
    const { status, out } = deploy();
    expect(status).toBe(1);
    expect(out).toContain("names no database");
    expect(out).toContain("names no address");
  });

  test("migrates, deploys, and moves the tag; in that order", () => {
    const settings = readFileSync(join(copy, "wrangler.toml"), "utf8").replace("00000000-", "12345678-");
    write("wrangler.toml", `routes = [{ pattern = "verify.example.com", custom_domain = true }]\n${settings}`);
    expect(deploy().out).toContain("not committed");
    commit();
    const { status, out } = deploy();
    expect(out).toContain("nothing was deployed from this repository before");
    expect(status).toBe(0);
    expect(asked()).toEqual(["d1 migrations apply DB --remote", "deploy"]);
    expect(git("rev-parse", "deployed")).toBe(git("rev-parse", "HEAD"));
  });

  test("says what the flows change since the last one", () => {
    write("worker/flows.json", flows({ ALL: { PASSPORT: {} } }));
    commit();
    const { status, out } = deploy();
    expect(out).toContain('Flow "without-steps" is gone');
    expect(out).toContain('Flow "standard":');
    expect(status).toBe(0);
  });

  test("that fails leaves the tag where it was", () => {
    const before = git("rev-parse", "deployed");
    git("commit", "--quiet", "--allow-empty", "--message", "next");
    expect(deploy({ FAILS: "deploy" }).status).toBe(1);
    expect(git("rev-parse", "deployed")).toBe(before);
    const calls = asked().length;
    expect(deploy({ FAILS: "d1" }).status).toBe(1);
    expect(asked().slice(calls), "a database that is not ready gets no gateway").toEqual([
      "d1 migrations apply DB --remote",
    ]);
  });

  test("a flow with an error neither builds nor deploys", () => {
    write("worker/flows.json", flows(["UTILITY_BILL"]));
    commit();
    const calls = asked().length;
    for (const answer of [deploy(), run(copy, ["build"], { BUILT: "" })]) {
      expect(answer.status).toBe(1);
      expect(answer.out).toContain('flow "standard": /additionalSteps');
      expect(answer.out).not.toContain("building the wasm");
    }
    expect(asked().length).toBe(calls);
  });
});
