// Everything that docs/scenarios.md plays, to the gateway in workerd.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freePort } from "../port.ts";
import { secrets } from "./gateway.ts";
import { startWorker } from "./workerd.ts";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

test("every scenario goes as it should", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const worker = await startWorker({
    directory: fileURLToPath(new URL("../../../build/worker/", import.meta.url)),
    bindings: { ...secrets, MODE: "open", IDENFY_URL: `http://${address}` },
  });
  try {
    const { stdout } = await run(
      "build/sandbox",
      ["--addr", address, "--scenario", "all", "--gateway", worker.url, "--speed", "1e9"],
      { cwd: top, env: { ...process.env, ...secrets } },
    ).catch((ended) => ended);
    expect(stdout).toMatch(/\n(\d+) scenarios: \1 as they should be, 0 not\n/);
    expect(stdout, "nothing is left unchecked").not.toContain("  ?  ");
  } finally {
    await worker.stop();
  }
});
