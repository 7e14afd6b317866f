// Somebody who follows a page of the docs, block by block, in a fresh copy of the repository.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Block, says } from "./blocks.ts";

const top = fileURLToPath(new URL("../../../", import.meta.url));

/** What stands in the pages for something of the reader's own, and what it is here. */
export type Places = Record<string, string>;

export class Reader {
  readonly #home = mkdtempSync(join(tmpdir(), "docs-"));
  /** The copy of the repository; the product's folder lies beside it. */
  readonly repository = join(this.#home, "idenfy-steps");
  readonly shop = join(this.#home, "shop");
  readonly #places: Places;
  #folder = this.repository;
  #env: Record<string, string | undefined>;
  #printed = "";
  readonly #staying: ChildProcess[] = [];

  constructor(places: Places, env: Record<string, string> = {}) {
    this.#places = places;
    this.#env = { ...process.env, ...strangerEnv(), ...env };
    copyRepository(this.repository);
    const sample = join(this.repository, ".dev.vars.example");
    writeFileSync(sample, this.placed(readFileSync(sample, "utf8")));
    mkdirSync(this.shop);
    writeFileSync(join(this.shop, "package.json"), '{ "type": "module", "private": true }');
    linkTools(this.#home, ["vite", "esbuild", "typescript"]); // above the product: npm removes from it what it has not installed
  }

  /** A block's text with this machine's places in it. */
  placed(text: string): string {
    return Object.entries(this.#places).reduce((now, [from, to]) => now.replaceAll(from, to), text);
  }

  async follow(block: Block): Promise<void> {
    if (block.language === "text") this.#compare(block);
    else if (block.language !== "sh") this.#write(block);
    else if (block.rest === "stays") this.#stay(block);
    else await this.#run(block);
  }

  /** Waits until what stays has printed what the next block says. */
  async printed(block: Block): Promise<void> {
    const staying = this.#staying.at(-1);
    if (!staying?.stdout) throw new Error(`${block.at}: nothing stays`);
    const placed = { ...block, text: this.placed(block.text) };
    let text = "";
    for await (const chunk of staying.stdout.iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (!says(text, placed, { within: true })) continue;
      staying.stdout.resume();
      return;
    }
    throw new Error(`${block.at}: it ended and had printed:\n${text}`);
  }

  /** Ends what stays, as Ctrl-C does. */
  async endStaying(): Promise<void> {
    for (const child of this.#staying.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(-(child.pid as number), "SIGTERM");
        await once(child, "exit");
      }
    }
  }

  /** Ends what stays, and leaves nothing. */
  async leave(): Promise<void> {
    await this.endStaying();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 3 });
  }

  #write({ rest, text }: Block): void {
    const path = join(this.#folder, rest);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, this.placed(text));
  }

  #compare(block: Block): void {
    if (!says(this.#printed, { ...block, text: this.placed(block.text) }))
      throw new Error(`${block.at}: what is printed is this:\n${this.#printed}`);
  }

  #stay({ text }: Block): void {
    this.#staying.push(
      spawn("bash", ["-c", this.placed(text)], {
        cwd: this.#folder,
        env: this.#env,
        detached: true,
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
  }

  async #run({ at, rest, text }: Block): Promise<void> {
    const left = join(this.#home, "left");
    const env = { ...this.#env, ACCOUNT: rest === "account" ? "1" : "" };
    const child = spawn("bash", ["-euo", "pipefail", "-c", `${this.placed(text)}\nenv -0 >'${left}'`], {
      cwd: this.#folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${at}: exit code ${code}\n${out}${err}`);
    this.#printed = out;
    const lines = (await readFile(left, "utf8")).split("\0").filter(Boolean);
    this.#env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s)));
    this.#folder = this.#env.PWD ?? this.#folder;
  }
}

/** What a machine has on which nobody has built this before, but for the network and the time that building takes. */
function strangerEnv(): Record<string, string> {
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return {
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    BUILT: "1",
    GOFLAGS: `${process.env.GOFLAGS ?? ""} -trimpath`.trim(), // or Go compiles everything anew in another folder
    npm_config_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    GIT_AUTHOR_NAME: "reader",
    GIT_AUTHOR_EMAIL: "reader@example.org",
    GIT_COMMITTER_NAME: "reader",
    GIT_COMMITTER_EMAIL: "reader@example.org",
  };
}

function copyRepository(folder: string): void {
  const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, encoding: "utf8" });
  const names = git(top, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0").filter(Boolean);
  for (const name of [...names, "build/site", "build/gateway.wasm", "build/sandbox", "web/dist", "web/wasm"])
    cpSync(join(top, name), join(folder, name), { recursive: true });
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "-c", "user.name=reader", "-c", "user.email=reader@example.org", "commit", "--quiet", "--message", "all");
  linkTools(join(folder, "web"));
  const wrangler = join(folder, "web/node_modules/.bin/wrangler");
  rmSync(wrangler);
  writeFileSync(wrangler, wranglerWithoutAccount);
  chmodSync(wrangler, 0o755);
}

/** Installs npm packages by links, all of them or these with their programs. */
function linkTools(folder: string, packages?: string[]): void {
  const installed = join(top, "web/node_modules");
  const programs = join(folder, "node_modules/.bin");
  mkdirSync(programs, { recursive: true });
  for (const name of packages ?? readdirSync(installed).filter((name) => name !== ".bin"))
    symlinkSync(join(installed, name), join(folder, "node_modules", name));
  for (const name of packages?.map((name) => (name === "typescript" ? "tsc" : name)) ??
    readdirSync(join(installed, ".bin")))
    symlinkSync(join(installed, ".bin", name), join(programs, name));
}

/** Does what needs no account. Of the rest it only makes sure that there is such a command with such options. */
const wranglerWithoutAccount = `#!/usr/bin/env bash
set -euo pipefail
real=${top}web/node_modules/.bin/wrangler
export WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false CLOUDFLARE_CF_FETCH_ENABLED=false # no network
[ "$*" != dev ] || exec "$real" dev --port "$PORT" --inspector-port 0 # its own choice may be somebody else's
case " $* " in *" --local "* | *" --dry-run "* | " dev "*) exec "$real" "$@" ;; esac
[ -n "\${ACCOUNT:-}" ] || { echo "wrangler $*: this needs an account; mark its block 'sh account'" >&2; exit 1; }
# A database of nobody's, which the dry run of a deployment has set up.
case "$*" in "d1 execute "*" --remote "*) exec "$real" "\${@/#--remote/--local}" --persist-to build/dry-run/state ;; esac
words=() options=()
for word; do
  case $word in --*) options+=("\${word%%=*}") ;; *[A-Z]*) ;; *) [ \${#options[@]} -gt 0 ] || words+=("$word") ;; esac
done
help=build/help-$(IFS=-; echo "\${words[*]}")
[ -e "$help" ] || "$real" "\${words[@]}" --help >"$help" 2>&1 || true
if ! grep -q '^GLOBAL FLAGS' "$help" || grep -q '^COMMANDS' "$help"; then
  echo "wrangler $*: there is no such command" >&2
  exit 1
fi
for option in "\${options[@]}"; do
  grep -q -e "$option " "$help" || { echo "wrangler $*: there is no option $option" >&2; exit 1; }
done
`;
