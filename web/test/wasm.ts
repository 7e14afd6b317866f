import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";

/** The engine's code, as ./build.sh leaves it. */
export const stepsWasm = readFileSync(new URL("../wasm/steps.wasm", import.meta.url));

/** Answers every request with the engine's code. */
export const serveSteps: RequestListener = (_request, response) => {
  response.setHeader("content-type", "application/wasm").end(stepsWasm);
};
