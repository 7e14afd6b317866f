// What `./build.sh dev` does at a save: it builds what is made from that file, and nothing else. What it knows is in
// memory only; `./build.sh build` always builds everything. The Worker's TypeScript is wrangler's (wrangler.toml).
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { type FSWatcher, readdirSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";

const top = join(import.meta.dirname, "..");
const site = join(top, "build/site");
process.chdir(import.meta.dirname); // vite's folder

interface Output {
  /** As `./build.sh build NAME` knows it. */
  name: string;
  /** The Go package that it is built from, and for which system. */
  go?: { package: string; GOOS: string };
  /** Whether it is made from this file too, a path from the top. */
  from?(path: string): boolean;
  make?(): Promise<void>;
}

/** In the order in which they are built: first what somebody looks at. */
const outputs: Output[] = [
  { name: "web/wasm/files.wasm", go: { package: "./wasm/files", GOOS: "js" } },
  { name: "web/wasm/steps.wasm", go: { package: "./wasm/steps", GOOS: "js" } },
  {
    name: "build/site",
    from: (path) =>
      (/^web\/(src|site|wasm)\//.test(path) && !path.endsWith(".test.ts")) ||
      path === "internal/sandbox/environments/demo.json",
    make: buildSite,
  },
  { name: "flows", go: { package: "./wasm/steps", GOOS: "" }, from: (path) => path === "worker/flows.json" },
  { name: "build/gateway.wasm", go: { package: "./worker", GOOS: "js" } },
  { name: "build/sandbox", go: { package: "./wasm/sandbox", GOOS: "" } },
  { name: "web/wasm/sandbox.wasm", go: { package: "./wasm/sandbox", GOOS: "js" } },
];

/**
 * In this process: starting vite anew would cost six times as much. A file keeps its name when it changes and no
 * browser keeps the file, so that wrangler, which reads each file at each request, need not start anew.
 */
async function buildSite(): Promise<void> {
  const output = {
    entryFileNames: "assets/[name]-dev.js",
    chunkFileNames: "assets/[name]-dev.js",
    assetFileNames: "assets/[name]-dev[extname]",
  };
  const before = filesOfSite();
  await build({
    configFile: "vite.config.ts",
    logLevel: "error",
    build: { rolldownOptions: { output } },
    worker: { rolldownOptions: { output } },
  });
  const { assetFileNames } = output;
  await build({
    configFile: "vite.sw.config.ts",
    logLevel: "error",
    build: { rolldownOptions: { output: { assetFileNames } } },
  });
  const headers = readFileSync(join(site, "_headers"), "utf8").replaceAll(/^ *Cache-Control: .*\n/gm, "");
  writeFileSync(join(site, "_headers"), headers.replace(/^\/\*\n/m, "/*\n  Cache-Control: no-store\n"));
  if (filesOfSite() !== before) tellWrangler();
}
const filesOfSite = () => readdirSync(site, { recursive: true }).sort().join("\n");

/** wrangler watches this file, and starts anew. */
function tellWrangler(): void {
  writeFileSync(join(top, "build/saved"), `${Date.now()}\n`);
}

const run = async (env: Record<string, string>, command: string, ...args: string[]) =>
  (await promisify(execFile)(command, args, { cwd: top, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })).stdout;

/** The project's own files in this program, as Go finds them now: no test, no test's data. */
async function filesOf({ package: path, GOOS }: { package: string; GOOS: string }): Promise<string[]> {
  const own =
    "{{if .Module}}{{if .Module.Main}}{{$d := .Dir}}" +
    '{{range .GoFiles}}{{$d}}/{{.}}{{"\\n"}}{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}{{"\\n"}}{{end}}{{end}}{{end}}';
  const env: Record<string, string> = GOOS ? { GOOS, GOARCH: "wasm" } : {};
  const listed = await run(env, "go", "list", "-e", "-deps", "-f", own, path);
  return ["go.mod", "go.sum", ...listed.split("\n").map((file) => relative(top, file))];
}

/**
 * Watches each folder, with those that are new. `recursive` would do it in one call, but on Linux Node then hears of
 * no second save of a file that an editor replaces.
 */
function watchFolders(): void {
  for (const watcher of watchers) watcher.close();
  const below = folders.flatMap((folder) =>
    readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "testdata")
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  watchers = [top, ...folders.map((folder) => join(top, folder)), ...below].map((folder) => watch(folder, changed));
}
let watchers: FSWatcher[] = [];

/** The files that may matter, by their path from the top, each with a hash of what it holds. */
function scan(): Map<string, string> {
  const found = new Map<string, string>();
  const paths = ["go.mod", "go.sum"];
  for (const folder of folders) {
    for (const entry of readdirSync(join(top, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) paths.push(relative(top, join(entry.parentPath, entry.name)));
    }
  }
  for (const path of paths) {
    if (path.includes("/testdata/")) continue;
    found.set(
      path,
      createHash("sha256")
        .update(readFileSync(join(top, path)))
        .digest("base64"),
    );
  }
  return found;
}

const folders = ["internal", "wasm", "worker", "web/src", "web/site"];
const made = new Map<Output, string[]>(); // the files that Go made each program from
const stale = new Set<Output>();
let saved: { path: string; at: number }[] = []; // what the next line tells

/** Finds out what was saved, and what is stale for it. */
async function look(): Promise<void> {
  watchFolders(); // before the files are read, so that no save is missed in between
  const before = known;
  known = scan();
  const paths = [...new Set([...before.keys(), ...known.keys()])].filter(
    (path) => before.get(path) !== known.get(path),
  );
  if (paths.length === 0) return;
  const inGo = paths.some((path) => !path.startsWith("web/"));
  for (const output of outputs) {
    let files = made.get(output) ?? [];
    if (output.go && inGo) {
      made.set(output, await filesOf(output.go));
      files = [...files, ...(made.get(output) as string[])]; // with those that it had before: one was deleted
    }
    for (const path of paths) {
      if (!files.includes(path) && !output.from?.(path)) continue;
      stale.add(output);
      if (!saved.some((save) => save.path === path)) saved.push({ path, at: performance.now() });
    }
  }
}

/** Builds what is stale, looks again after each, and tells in one line what it did. */
async function update(): Promise<void> {
  const done = new Set<string>();
  for (;;) {
    await look();
    const output = outputs.find((each) => stale.has(each));
    if (!output) break;
    stale.delete(output);
    try {
      await (output.make ? output.make() : run({}, "./build.sh", "build", output.name));
    } catch (error) {
      stale.add(output); // until a save makes it good
      const { stderr, message } = error as Error & { stderr?: string };
      console.error(stderr || message);
      console.log(`» ${saved.map(({ path }) => path).join(", ")}: ${output.name} could not be built; see above`);
      return;
    }
    done.add(output.name);
    for (const each of outputs) if (each.from?.(output.name)) stale.add(each);
    if (output.name === "build/gateway.wasm") tellWrangler();
    if (output.name === "build/sandbox") process.kill(process.ppid, "SIGUSR1"); // build.sh starts it again
  }
  const [first] = saved;
  if (!first) return;
  const seconds = ((performance.now() - first.at) / 1000).toFixed(1);
  console.log(`» ${saved.map(({ path }) => path).join(", ")}: ${[...done].join(", ")} rebuilt in ${seconds} s`);
  saved = [];
}

// One after the other; a save while one builds is seen by its next look.
let updating = Promise.resolve();
let soon: NodeJS.Timeout | undefined;
const changed = () => {
  clearTimeout(soon); // an editor's save is several changes
  soon = setTimeout(() => {
    updating = updating.then(update).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      changed(); // something was removed while it was read: an editor's file, a branch's folder
    });
  }, 50);
};

// What was saved since the build of before began counts as changed.
const since = Number(process.argv[2]) * 1000;
for (const output of outputs) if (output.go) made.set(output, await filesOf(output.go));
let known = new Map([...scan()].filter(([path]) => statSync(join(top, path)).mtimeMs < since));
changed();
