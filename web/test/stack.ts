// The real thing to test against: ./build.sh dev on ports of its own, with an
// empty database, started once and ended as a person ends it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base, expect } from "@playwright/test";
import { freePort } from "./port.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));

export interface Stack {
  /** The one address that dev prints. */
  url: string;
  /** Values that must never reach a browser. */
  secrets: string[];
  /** Ends the sandbox, as if iDenfy were away. */
  endSandbox(): Promise<void>;
  /** Starts it again, empty. */
  startSandbox(): Promise<void>;
}

export const test = base.extend<object, { stack: Stack }>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const state = await mkdtemp(join(tmpdir(), "idenfy-steps-"));
      const [port, sandboxPort] = [await freePort(), await freePort()];
      const env = { ...process.env, PORT: String(port), SANDBOX_PORT: String(sandboxPort), STATE: state };
      const dev = spawn("./build.sh", ["dev"], { cwd: top, env, stdio: ["ignore", "pipe", "pipe"] });
      try {
        const url = await printedAddress(dev);
        const sandbox = sandboxOf(state, port, sandboxPort);
        await use({
          url,
          secrets: Object.values(await secretsOf(state)),
          endSandbox: sandbox.end,
          startSandbox: sandbox.start,
        });
        sandbox.stopOwn();
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
    { scope: "worker", timeout: 600_000 },
  ],
});

export { expect };

/** Waits for the line with the address; what dev prints goes on being read, since a full pipe would stop it. */
function printedAddress(dev: ChildProcess): Promise<string> {
  let printed = "";
  return new Promise((resolve, reject) => {
    dev.stderr?.on("data", (chunk) => {
      printed += chunk;
    });
    dev.stdout?.on("data", (chunk) => {
      printed += chunk;
      const address = /^» idenfy-steps: (\S+)/m.exec(printed)?.[1];
      if (address) resolve(address);
    });
    dev.once("exit", () => reject(new Error(`./build.sh dev ended without an address:\n${printed}`)));
  });
}

/** The secrets that dev made up for this run, by name. */
async function secretsOf(state: string): Promise<Record<string, string>> {
  const settings = await readFile(join(state, "dev.env"), "utf8");
  return Object.fromEntries(
    [...settings.matchAll(/^(IDENFY_(?:API_KEY|API_SECRET|SIGNING_KEY))=(.+)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
}

/** The sandbox beside the gateway: first the one that dev started, later one of our own in its place. */
function sandboxOf(state: string, port: number, sandboxPort: number) {
  let own: ChildProcess | undefined;
  return {
    async end() {
      const pid = own?.pid ?? Number(await readFile(join(state, "sandbox.pid"), "utf8"));
      process.kill(pid, "SIGTERM");
      await expect.poll(() => listening(sandboxPort)).toBe(false);
    },
    async start() {
      const listen = `127.0.0.1:${sandboxPort}`;
      const webhook = `http://127.0.0.1:${port}/webhooks/idenfy`;
      const env = { ...process.env, ...(await secretsOf(state)) };
      own = spawn("build/sandbox", ["--addr", listen, "--webhook", webhook], { cwd: top, env, stdio: "ignore" });
      await expect.poll(() => listening(sandboxPort)).toBe(true);
    },
    stopOwn: () => own?.kill("SIGTERM"),
  };
}

async function listening(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    return false;
  }
}
