// Prints what a page and the gateway pay for, and fails where that is more than it may be.
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import zlib from "node:zlib";

const root = new URL("../", import.meta.url);
const dist = "web/dist/";

const locales = readdirSync(new URL(dist, root)).filter((name) => /^[a-z]{2}-\w+\.js$/.test(name));
const rows = [
  { what: "files", paths: ["web/wasm/files.wasm"], brotli: 470_000 }, // how: docs/decisions/0012 and 0015
  { what: "payloads", paths: ["web/wasm/steps.wasm"], brotli: 610_000 },
  { what: "their workers", paths: [`${dist}files.worker.js`, `${dist}steps.worker.js`], brotli: 9_000 },
  { what: "client and loader", paths: loaded("index.js"), brotli: 6_000 },
  { what: "and both elements", paths: loaded("index.js", "step.js", "verify.js"), brotli: 22_000 },
  ...locales.map((name) => ({ what: `locale ${name.slice(0, 2)}`, paths: [dist + name], brotli: 3_000 })),
  { what: "gateway", paths: ["build/gateway.wasm"], gzip: 2_400_000 },
  // What is left is net/http, which links all of crypto/tls (docs/decisions/0008).
  { what: "sandbox", paths: ["web/wasm/sandbox.wasm"], brotli: 1_700_000 },
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

// Off the main thread, so that all of them go at once.
const measures = {
  gzip: (bytes) => promisify(zlib.gzip)(bytes, { level: 9 }),
  brotli: (bytes) => promisify(zlib.brotliCompress)(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }),
};
const kB = (n) => `${(n / 1000).toFixed(n < 100_000 ? 1 : 0)} kB`.padStart(9);

const sizes = rows.map(async ({ paths, brotli, gzip }) => {
  const [measure, limit] = brotli ? ["brotli", brotli] : ["gzip", gzip];
  const files = paths.map((path) => readFileSync(new URL(path, root)));
  const packed = await Promise.all(files.map(measures[measure]));
  const [raw, size] = [files, packed].map((list) => list.reduce((sum, { length }) => sum + length, 0));
  return { measure, limit, raw, size };
});
console.log(`${" ".repeat(23)}raw   compressed      limit`);
for (const [i, { what }] of rows.entries()) {
  const { measure, limit, raw, size } = await sizes[i];
  console.log(what.padEnd(17), kB(raw), kB(size), measure.padEnd(6), kB(limit));
  if (size > limit) {
    console.error(`${what} is ${size - limit} bytes over its limit; what it imports decides its size.`);
    process.exitCode = 1;
  }
}
