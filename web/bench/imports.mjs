// Prints what each import costs in a program that is built as the page's two are:
// the table of docs/decisions/0012.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/** What a program uses, so that the linker keeps it. */
const programs = {
  "nothing at all": [],
  "syscall/js": ["syscall/js", "js.Global"],
  "internal/encode": ["idenfysteps/internal/encode", "encode.Copy"],
  "internal/file with its JSON": ["idenfysteps/internal/file", "file.Inspect, (*file.Report).WriteJSON"],
  "internal/steps with its JSON": [
    "idenfysteps/internal/steps",
    "steps.Read, steps.Explain, (*steps.Payload).WriteJSON, (*steps.Payload).Matrix, (*steps.Payload).Resolve, (*steps.Payload).Expand",
  ],
  "hash/crc32": ["hash/crc32", "crc32.ChecksumIEEE"],
  "compress/flate": ["compress/flate", "flate.NewReader"],
  fmt: ["fmt", "fmt.Sprint"],
  "encoding/json": ["encoding/json", "json.Marshal, json.Unmarshal"],
};

const size = (path) =>
  brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;

function built(what, [path, use = ""]) {
  const folder = `build/_imports/${what.replaceAll(/\W/g, "-")}`; // no part of ./...
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/main.go`,
    `package main\n\n${path ? `import "${path}"\n\n` : ""}//go:noinline\nfunc use(...any) {}\n\nfunc main() { use(${use}) }\n`,
  );
  // build.sh exports how it builds the page's programs.
  execFileSync("bash", ["-c", 'go_build_engine "$@"', "", `${folder}/main.wasm`, `./${folder}`], { stdio: "inherit" });
  return size(`${folder}/main.wasm`);
}

const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`.padStart(8);
let nothing = 0;
for (const [what, program] of Object.entries(programs)) {
  const bytes = built(what, program);
  nothing ||= bytes;
  console.log(what.padEnd(30), kB(bytes), `+${kB(bytes - nothing).trim()}`.padStart(8));
}
for (const program of ["files.wasm", "steps.wasm"]) {
  const bytes = size(`web/wasm/${program}`);
  console.log(program.padEnd(30), kB(bytes), `+${kB(bytes - nothing).trim()}`.padStart(8));
}
