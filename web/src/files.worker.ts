// The worker for files: what a page's Worker runs.
import { encode, inspect, prepare } from "./engine.files.ts";
import { makeFit } from "./engine.fit.ts";
import type { FilesCalls } from "./engine.messages.ts";
import { answerWith } from "./engine.worker.ts";
import { FilesProgram } from "./files.seam.ts";

answerWith<FilesProgram, FilesCalls>(FilesProgram, () => new URL("../wasm/files.wasm", import.meta.url), {
  prepare: (work, { file, options }) => prepare(work, file, options),
  inspect: (work, { file, options }) => inspect(work, file, options),
  encode: (work, { file }) => encode(work, file),
  fit: (work, { file, options }) => makeFit(work, file, options),
});
