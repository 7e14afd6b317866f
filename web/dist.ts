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
    const moved: Record<string, [from: string, to: string]> = {
      "engine.ts": ['new URL("./engine.worker.ts"', 'new URL("./worker.js"'],
      "engine.worker.ts": ['new URL("../wasm/steps.wasm"', 'new URL("./steps.wasm"'],
    };
    build.onLoad({ filter: /\/engine(\.worker)?\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const [from, to] = moved[path.replace(/.*\//, "")] as [string, string];
      if (!source.includes(from)) throw new Error(`${path} has no ${from} any more`);
      return { contents: source.replace(from, to), loader: "ts" };
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
  plugins: [addresses, locales],
  logLevel: "warning",
};

await build({
  ...options,
  entryPoints: { index: "src/index.ts", step: "src/step.ts", verify: "src/verify.ts" },
  splitting: true,
  chunkNames: "[name]-[hash]",
});
await build({ ...options, entryPoints: { worker: "src/engine.worker.ts" } });
// Without a worker there is no engine: a server's bundle carries neither its script nor its wasm.
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
copyFileSync("wasm/steps.wasm", "dist/steps.wasm");
