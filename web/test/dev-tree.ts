// ./build.sh dev in a copy of this tree, so that its files can be edited.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./port.ts";

const top = join(import.meta.dirname, "../..");

export class DevTree {
  readonly folder = mkdtempSync(join(tmpdir(), "dev-tree-"));
  url = "";
  sandboxURL = "";
  /** What dev has printed. */
  printed = "";
  #dev: ChildProcess | undefined;
  #heard = () => {};

  /** With what is built in this tree already. */
  constructor() {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { cwd: top, encoding: "utf8" });
    const built = ["build/gateway.wasm", "build/sandbox", "build/site", "web/wasm"];
    for (const path of [...listed.split("\0").filter(Boolean), ...built]) {
      cpSync(join(top, path), join(this.folder, path), { recursive: true });
    }
    symlinkSync(join(top, "web/node_modules"), join(this.folder, "web/node_modules"));
  }

  get pid(): number {
    return this.#dev?.pid as number;
  }

  async start(): Promise<void> {
    const [port, sandboxPort] = [await freePort(), await freePort()];
    this.url = `http://127.0.0.1:${port}`;
    this.sandboxURL = `http://127.0.0.1:${sandboxPort}`;
    const env = { ...process.env, PORT: `${port}`, SANDBOX_PORT: `${sandboxPort}`, STATE: "state", BUILT: "1" };
    const dev = spawn("./build.sh", ["dev"], { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"] });
    this.#dev = dev;
    const hear = (chunk: Buffer) => {
      this.printed += chunk;
      this.#heard();
    };
    dev.stdout.on("data", hear);
    dev.stderr.on("data", hear);
    dev.once("exit", () => this.#heard());
    await this.#line(() => /^» idenfy-steps: /m.exec(this.printed)?.[0]);
  }

  /** Adds code to the end of a file, as an editor saves: by a new file. */
  write(path: string, code: string): void {
    const file = join(this.folder, path);
    writeFileSync(`${file}~`, `${readFileSync(file, "utf8")}\n${code}\n`);
    renameSync(`${file}~`, file);
  }

  /** The same while dev runs; returns the line that dev then prints. */
  async save(path: string, code: string): Promise<string> {
    const from = this.printed.length;
    this.write(path, code);
    return this.#line(() =>
      this.printed
        .slice(from)
        .split("\n")
        .slice(0, -1)
        .find((line) => line.startsWith("» ") && line.includes(path)),
    );
  }

  log(name: string): string {
    return readFileSync(join(this.folder, "state", name), "utf8");
  }

  /** Ends dev, and leaves the tree. */
  async stop(): Promise<void> {
    if (this.#dev?.exitCode === null) {
      this.#dev.kill("SIGINT");
      await once(this.#dev, "exit");
    }
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #line(find: () => string | undefined): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#heard = () => {
        const line = find();
        if (line) resolve(line);
        else if (this.#dev?.exitCode !== null) reject(new Error(`dev ended and had printed:\n${this.printed}`));
      };
      this.#heard();
    });
  }
}
