// What every store must do (internal/gateway/storetest), and what internal/d1store
// needs of a database, held to D1 in workerd. The statements go through the
// deployed Worker's own code.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { goTest, top } from "./gotest.ts";
import { startWorker } from "./workerd.ts";

test("what every store must do holds in D1", async () => {
  const directory = mkdtempSync(join(tmpdir(), "statements-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  await build({
    entryPoints: [join(top, "worker/test/statements.ts")],
    outfile: join(directory, "statements.js"),
    bundle: true,
    format: "esm",
  });
  const { directURL, stop } = await startWorker({ directory, bindings: {} });
  onTestFinished(stop);

  const passed = await goTest("./internal/d1store", { D1_URL: directURL });
  const of = (database: string) => {
    const start = `TestStore/${database}/`;
    return passed.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  };
  expect(of("D1").sort()).toEqual(of("SQLite").sort());
  for (const part of ["contract/outbox", "contract/forget", "contract/values", "contract/at_once", "run", "rows"])
    expect(of("D1")).toContain(part);
});
