// docs/security.md names tests of Go that exist. threats.ts sees to those in workerd.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { named, rows } from "./threats.ts";

test("every row names a test", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row.split(" | ").at(-1), row).toMatch(/`(Test\w+|\w+: .+)`/);
});

test("the tests of Go that it names exist", () => {
  const cwd = fileURLToPath(new URL("../../../", import.meta.url));
  const args = ["test", "-list", "^Test", "./internal/...", "./wasm/..."];
  const tests = execFileSync("go", args, { cwd, encoding: "utf8" }).split("\n");
  const ofGo = [...named].filter((name) => !name.includes(": "));
  expect(ofGo.length).toBeGreaterThan(0);
  expect(tests).toEqual(expect.arrayContaining(ofGo));
}, 300_000);
