// Prints what a page and the gateway pay for, and fails where that is more than it may be.
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = new URL("../", import.meta.url);
const dist = "web/dist/";

const locales = readdirSync(new URL(dist, root)).filter((name) => /^[a-z]{2}-\w+\.js$/.test(name));
const rows = [
  { what: "files", paths: ["web/wasm/files.wasm"], brotli: 520_000 }, // how: docs/decisions/0012
  { what: "payloads", paths: ["web/wasm/steps.wasm"], brotli: 535_000 },
  { what: "their workers", paths: [`${dist}files.worker.js`, `${dist}steps.worker.js`], brotli: 9_000 },
  { what: "client and loader", paths: loaded("index.js"), brotli: 6_000 },
  { what: "and both elements", paths: loaded("index.js", "step.js", "verify.js"), brotli: 22_000 },
  ...locales.map((name) => ({ what: `locale ${name.slice(0, 2)}`, paths: [dist + name], brotli: 3_000 })),
  { what: "gateway", paths: ["build/gateway.wasm"], gzip: 2_300_000 },
  // What is left is net/http, which links all of crypto/tls (docs/decisions/0008).
  { what: "sandbox", paths: ["web/wasm/sandbox.wasm"], brotli: 1_650_000 },
];

/** These scripts of the package and those that they import; what they import later is not among them. */
function loaded(...names) {
  const paths = new Set();
  const add = (name) => {
    if (paths.has(dist + name)) return;
    paths.add(dist + name);
    const script = readFileSync(new URL(dist + name, root), "utf8");
    for (const [, imported] of script.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) add(imported);
  };
  names.forEach(add);
  return [...paths];
}

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const kB = (n) => `${(n / 1000).toFixed(n < 100_000 ? 1 : 0)} kB`.padStart(9);

console.log(`${" ".repeat(21)}raw      gzip    brotli   limit`);
for (const { what, paths, ...limits } of rows) {
  const files = paths.map((path) => readFileSync(new URL(path, root)));
  const sum = (measure) => files.reduce((total, file) => total + measure(file), 0);
  const size = {
    raw: sum((file) => file.length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum(brotli),
  };
  const [kind, limit] = Object.entries(limits)[0] ?? [];
  console.log(
    what.padEnd(17),
    kB(size.raw),
    kB(size.gzip),
    kB(size.brotli),
    kind ? `  ${kind} ${kB(limit).trim()}` : "",
  );
  if (kind && size[kind] > limit) {
    console.error(`${what} is ${size[kind] - limit} bytes over its limit; what it imports decides its size.`);
    process.exitCode = 1;
  }
}
