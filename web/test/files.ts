// The files that a person chooses in the tests, made by the project's own generator.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const top = fileURLToPath(new URL("../..", import.meta.url));

let made: Promise<string> | undefined;

async function make(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "idenfy-files-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await promisify(execFile)("go", ["run", "./internal/file/testfiles/make", folder], { cwd: top });
  return folder;
}

/** The path of a test file by name, such as bill.jpg. */
export async function testFile(name: string): Promise<string> {
  made ??= make();
  return join(await made, name);
}
