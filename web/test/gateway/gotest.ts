// Go's tests against what only this side can start.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "vitest";

/** The repository. */
export const top = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs a package's tests; all must pass and none be skipped. Returns the names of those that passed. */
export async function goTest(path: string, settings: Record<string, string>): Promise<string[]> {
  const options = { cwd: top, env: { ...process.env, ...settings }, maxBuffer: 64 * 1024 * 1024 };
  const run = promisify(execFile)("go", ["test", "-count=1", "-v", path], options);
  const { stdout, failed } = await run.then(
    ({ stdout }) => ({ stdout, failed: false }),
    (error) => ({ stdout: String(error.stdout) + String(error.stderr), failed: true }),
  );
  expect(failed, stdout).toBe(false);
  expect(stdout).not.toContain("--- SKIP");
  return [...stdout.matchAll(/--- PASS: (\S+)/g)].map(([, name = ""]) => name);
}
