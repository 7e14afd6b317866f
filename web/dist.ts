// Builds the npm package into dist: what package.json exports, minified, every file beside the others, so that a page
// without a bundler needs nothing but a copy of the folder.
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type BuildOptions, build, type Plugin } from "esbuild";

process.chdir(import.meta.dirname);
rmSync("dist", { recursive: true, force: true });

/** In the sources these addresses are those of the sources; bundlers look for exactly such expressions. */
const addresses: Plugin = {
  name: "addresses",
  setup(build) {
    build.onLoad({ filter: /\/(engine|\w+\.worker)\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replaceAll(/new URL\("\.\/(\w+\.worker)\.ts"/g, 'new URL("./$1.js"')
        .replaceAll(/new URL\("\.\.\/wasm\/(\w+\.wasm)"/g, 'new URL("./$1"'),
      loader: "ts",
    }));
  },
};

/**
 * Go's script without what only `syscall`, `syscall/js` and Go's own tests ask for, none of which the page's programs
 * link (half of it), and without the checks for what every browser has had for years.
 */
const goScript: Plugin = {
  name: "go script",
  setup(build) {
    const unused = [
      /^\t{5}"syscall\/js\.\w+": [\s\S]*?^\t{5}\},\n/gm,
      /^\t{3}const (setInt32|loadValue|storeValue|loadSliceOfValues|loadString|testCallExport) = [\s\S]*?^\t{3}\}\n/gm,
      /^\t{4}_gotest: [\s\S]*?^\t{4}\},\n/gm,
      /^\t{3}\w+\(.*callback\(.*\},\n/gm, // of fs, which has to write only
      /^\tif \(!globalThis\.(?!fs\b)\w+\) \{\n[\s\S]*?^\t\}\n/gm,
    ];
    build.onLoad({ filter: /\/wasm_exec\.js$/ }, ({ path }) => {
      let script = readFileSync(path, "utf8");
      for (const part of unused) {
        const rest = script.replaceAll(part, "");
        if (rest === script) throw new Error(`${path} has no ${part} any more`);
        script = rest;
      }
      return { contents: script, loader: "js" };
    });
  },
};

/** A locale is one object: with an export for each of its parts, it would weigh 80 bytes more. */
const locales: Plugin = {
  name: "locales",
  setup(build) {
    build.onLoad({ filter: /\/locales\/\w+\.json$/ }, ({ path }) => ({
      contents: `export default ${readFileSync(path, "utf8")}`,
      loader: "js",
    }));
  },
};

const options: BuildOptions = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8", // escaped, the locales would weigh a fifth more
  outdir: "dist",
  plugins: [addresses, goScript, locales],
  logLevel: "warning",
};

await build({
  ...options,
  entryPoints: { index: "src/index.ts", step: "src/step.ts", verify: "src/verify.ts" },
  splitting: true,
  chunkNames: "[name]-[hash]",
});
// Each in one piece, so that an app can hash it and start it from anywhere.
await build({
  ...options,
  entryPoints: { "files.worker": "src/files.worker.ts", "steps.worker": "src/steps.worker.ts" },
});
// Without a worker there is no engine: a server's bundle carries neither the scripts nor the wasm.
await build({
  ...options,
  entryPoints: { "index.node": "src/index.ts", "step.node": "src/step.ts" },
  define: { Worker: "undefined" },
});

execFileSync("tsc", ["-p", "tsconfig.types.json"], { stdio: "inherit" });
// A product's TypeScript need not read JSON, nor names that end in .ts.
const names = Object.keys(JSON.parse(readFileSync("src/locales/en.json", "utf8")).strings).map((name) =>
  JSON.stringify(name),
);
for (const path of globSync("dist/**/*.d.ts")) {
  const types = readFileSync(path, "utf8")
    .replace(/(from "\.[^"]*)\.ts"/g, '$1.js"')
    .replace(/^import english from .*/m, `declare const english: { strings: Record<${names.join(" | ")}, unknown> };`);
  writeFileSync(path, types);
}
cpSync("src/locales", "dist/locales", { recursive: true });
for (const program of ["files.wasm", "steps.wasm"]) copyFileSync(`wasm/${program}`, `dist/${program}`);
