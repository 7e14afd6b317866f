// The package as it is published: packed, and installed from the tarball beside the examples.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test as base } from "./stack.ts";

const web = fileURLToPath(new URL("..", import.meta.url));

/** Runs a program in this folder and returns what it prints. */
export async function run(folder: string, program: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };
  return (await promisify(execFile)(program, args, { cwd: folder, env })).stdout;
}

export { expect } from "./stack.ts";

export const test = base.extend<object, { project: string }>({
  /** A folder in which the package and the bundlers are installed, and a copy of each example lies. */
  project: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "idenfy-steps-"));
      try {
        // Without its scripts: others may be reading dist, which prepack would build anew.
        await run(web, "npm", "pack", "--ignore-scripts", "--silent", "--pack-destination", folder);
        const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
        await writeFile(join(folder, "package.json"), '{ "type": "module" }');
        await run(folder, "npm", "install", "--offline", "--silent", "--no-audit", "--no-fund", tarball);
        for (const bundler of ["vite", "webpack", "esbuild"]) {
          await symlink(join(web, "node_modules", bundler), join(folder, "node_modules", bundler));
        }
        for (const example of await readdir(join(web, "examples"))) {
          await cp(join(web, "examples", example), join(folder, example), { recursive: true });
          // A copy, since Vite serves nothing from above its project.
          await cp(join(folder, "node_modules"), join(folder, example, "node_modules"), { recursive: true });
        }
        await use(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    { scope: "worker", timeout: 600_000 },
  ],
});
