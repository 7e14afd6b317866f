// The real thing to test against: ./build.sh dev on ports of its own, with an
// empty database, started once and ended as a person ends it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";

const top = fileURLToPath(new URL("../..", import.meta.url));

export interface Stack {
  /** The one address that dev prints. */
  url: string;
  /** Values that must never reach a browser. */
  secrets: string[];
  sandboxPort: number;
}

export const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const state = await mkdtemp(join(tmpdir(), "idenfy-steps-"));
      const [port, sandboxPort] = [await freePort(), await freePort()];
      const env = { ...process.env, PORT: String(port), SANDBOX_PORT: String(sandboxPort), STATE: state };
      const dev = spawn("./build.sh", ["dev"], { cwd: top, env, stdio: ["ignore", "pipe", "inherit"] });
      try {
        const url = await printedAddress(dev);
        await use({ url, sandboxPort, secrets: await secretsOf(state) });
        dev.kill("SIGINT");
        const [code] = await once(dev, "exit");
        expect(code, "dev ends well on Ctrl-C").toBe(0);
        expect(await listening(port), "nothing is left at the gateway's port").toBe(false);
        expect(await listening(sandboxPort), "nothing is left at the sandbox's port").toBe(false);
      } finally {
        dev.kill("SIGTERM");
        await rm(state, { recursive: true, force: true, maxRetries: 3 });
      }
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

export { expect };

async function printedAddress(dev: ChildProcess): Promise<string> {
  let printed = "";
  for await (const chunk of dev.stdout ?? []) {
    printed += chunk;
    const address = /^» idenfy-steps: (\S+)/m.exec(printed);
    if (address?.[1]) {
      dev.stdout?.resume();
      return address[1];
    }
  }
  throw new Error(`./build.sh dev ended without an address:\n${printed}`);
}

async function secretsOf(state: string): Promise<string[]> {
  const settings = await readFile(join(state, "dev.env"), "utf8");
  return [...settings.matchAll(/^IDENFY_(?:API_KEY|API_SECRET|SIGNING_KEY)=(.+)$/gm)].map((line) => line[1] ?? "");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (!address || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listening(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    return false;
  }
}
