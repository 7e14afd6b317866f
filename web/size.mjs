// Prints what the wasm weighs, and fails where the page would pay too much.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const files = [
  { path: "web/wasm/steps.wasm", what: "engine", brotli: 600_000 }, // how: docs/decisions/0008
  { path: "build/gateway.wasm", what: "gateway", gzip: 2_200_000 },
  // What is left is net/http, which links all of crypto/tls (docs/decisions/0008).
  { path: "web/wasm/sandbox.wasm", what: "sandbox", brotli: 1_590_000 },
];

const brotli = (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
const kB = (n) => `${Math.round(n / 1000)} kB`.padStart(8);

console.log("            raw     gzip   brotli   limit");
for (const { path, what, ...limits } of files) {
  const bytes = readFileSync(new URL(`../${path}`, import.meta.url));
  const size = { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli(bytes) };
  const [kind, limit] = Object.entries(limits)[0] ?? [];
  console.log(what.padEnd(8), kB(size.raw), kB(size.gzip), kB(size.brotli), kind ? `${kind} ${kB(limit).trim()}` : "");
  if (kind && size[kind] > limit) {
    console.error(`${path} is ${size[kind] - limit} bytes over its limit; what it imports decides its size.`);
    process.exitCode = 1;
  }
}
