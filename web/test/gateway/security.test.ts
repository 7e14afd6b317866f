// Each test that docs/security.md names exists, so the page cannot promise what nobody shows.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const top = new URL("../../../", import.meta.url);
const page = readFileSync(new URL("docs/security.md", top), "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| who |"));

const goTests = new Set<string>();
for (const folder of ["internal/", "worker/"]) {
  const files = readdirSync(new URL(folder, top), { recursive: true, encoding: "utf8" });
  for (const name of files.filter((one) => one.endsWith("_test.go"))) {
    const source = readFileSync(new URL(folder + name, top), "utf8");
    for (const [, found = ""] of source.matchAll(/^func (Test\w+)\(/gm)) goTests.add(found);
  }
}

test("every row names a test", () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) expect(row.split(" | ").at(-1), row).toMatch(/`(Test\w+|\w+: .+)`/);
});

const named = new Set(
  rows.flatMap((row) => [...(row.split(" | ").at(-1) ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)),
);
test.each([...named])("%s", (name) => {
  const [file, title] = name.split(": ");
  if (title === undefined) {
    expect([...goTests]).toContain(name);
    return;
  }
  const source = readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8");
  // By its whole title, or by a row of the test's table.
  expect(source.includes(`"${title}"`) || source.includes(`  ${title}: `), name).toBe(true);
});
