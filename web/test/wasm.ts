import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";

/** The engine's programs, as ./build.sh leaves them. */
export const wasm = {
  files: readFileSync(new URL("../wasm/files.wasm", import.meta.url)),
  steps: readFileSync(new URL("../wasm/steps.wasm", import.meta.url)),
};

/** Answers every request with a program. */
export const serveWasm =
  (program: keyof typeof wasm): RequestListener =>
  (_request, response) =>
    response.setHeader("content-type", "application/wasm").end(wasm[program]);

/** The hash of bytes as HTML's `integrity` says it. */
export const integrityOf = (bytes: Uint8Array) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
