// What a save costs under ./build.sh dev until it can be seen, in processor time, beside building everything after the
// same save. Go's cache is warm for what the save leaves alone, in both.

import { execFileSync } from "node:child_process";
import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DevTree } from "../test/dev-tree.ts";

const rounds = 3;
const init = (word: string) => `func init() { println("${word}") }`;
const tree = new DevTree();

const kinds = [
  {
    what: "web/src",
    path: "web/src/engine.ts",
    code: (word: string) => `console.log("${word}");`,
    seen: inTheSite,
    goal: 0.1,
  },
  { what: "the page's Go, payloads", path: "internal/steps/step.go", code: init, seen: inTheSite, goal: 0.4 },
  { what: "the page's Go, files", path: "internal/pdf/pdf.go", code: init, seen: inTheSite, goal: 0.4 },
  { what: "the Worker's Go, worker/", path: "worker/fetch_js.go", code: init, seen: inTheLog, goal: 0.5 },
  { what: "the Worker's Go, gateway", path: "internal/gateway/webhook.go", code: init, seen: inTheLog, goal: 0.5 },
];

async function until(done: () => boolean | undefined): Promise<void> {
  while (!done()) await setTimeout(20);
}

/** Until a script or a program of the site has this word, and is served with it: one request, since those cost too. */
async function inTheSite(word: string): Promise<void> {
  let file: string | undefined;
  await until(() => {
    file = globSync("build/site/assets/*.{js,wasm}", { cwd: tree.folder }).find((path) => has(path, word));
    return file !== undefined;
  });
  const response = await fetch(`${tree.url}/assets/${basename(file as string)}`);
  if (!Buffer.from(await response.arrayBuffer()).includes(word)) throw new Error(`${file} is not served with ${word}`);
}

function has(path: string, word: string): boolean {
  try {
    return readFileSync(join(tree.folder, path)).includes(word);
  } catch {
    return false; // it is being written
  }
}

/** Until the gateway has started anew, and Go in it, which is with the first request. */
async function inTheLog(word: string): Promise<void> {
  const starts = () => tree.log("gateway.log").split("updated and ready").length;
  const before = starts();
  await until(() => starts() > before);
  await fetch(`${tree.url}/healthz`);
  await until(() => tree.log("gateway.log").includes(word));
}

/** Seconds of processor time of dev and of all that it started, ended or not. */
function spent(): number {
  const parents = new Map<number, number>();
  const ticks = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ")
        .map(Number);
      parents.set(Number(name), fields[1] as number);
      ticks.set(
        Number(name),
        fields.slice(11, 15).reduce((sum, each) => sum + each, 0),
      ); // its own, its ended children's
    } catch {} // it has ended
  }
  let sum = 0;
  for (const [pid, own] of ticks) {
    let at: number | undefined = pid;
    while (at && at !== tree.pid) at = parents.get(at);
    if (at === tree.pid) sum += own;
  }
  return sum / 100; // Linux counts in hundredths
}

/** Seconds of processor time that building everything takes. */
function full(): number {
  const env = { ...process.env, BUILT: "" };
  const words = ["-c", "./build.sh build >/dev/null 2>&1 && times"];
  const [, children = ""] = execFileSync("bash", words, { cwd: tree.folder, env, encoding: "utf8" }).trim().split("\n");
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;

try {
  await tree.start();
  await tree.save("web/src/engine.ts", ""); // the first save gives the site's files the names that they keep
  await tree.save("wasm/files/seam_js.go", "// warm");
  const costs: { seen: number; done: number }[] = [];
  for (const { path, code, seen } of kinds) {
    const [toSeen, toDone]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      const word = `saved-${Date.now()}`;
      const before = spent();
      const line = tree.save(path, code(word));
      await seen(word);
      toSeen.push(spent() - before);
      await line;
      toDone.push(spent() - before);
    }
    costs.push({ seen: median(toSeen), done: median(toDone) });
  }
  await tree.stop();
  console.log("processor time, s          seen     done  everything   seen/everything   goal");
  for (const [at, { what, path, code, goal }] of kinds.entries()) {
    const everything: number[] = [];
    for (let round = 0; round < rounds; round++) {
      tree.write(path, code(`built-${Date.now()}`)); // another word: Go has not built it yet
      everything.push(full());
    }
    const { seen, done } = costs[at] as { seen: number; done: number };
    const all = median(everything);
    const cells = [seen.toFixed(1).padStart(6), done.toFixed(1).padStart(8), all.toFixed(1).padStart(11)];
    console.log(what.padEnd(24), ...cells, (seen / all).toFixed(2).padStart(17), `≤ ${goal}`.padStart(6));
  }
} finally {
  await tree.remove();
}
