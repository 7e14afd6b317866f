// The start-up of syumai/workers as its generator sets it up: a new Go program
// for each request.

import "../../../web/wasm/wasm_exec.js";
import module from "../../../build/bench-gateway/stock.wasm";
import type { Env } from "../../src/host.ts";

interface Binding {
  handleRequest?(request: Request): Promise<Response>;
}

export default {
  async fetch(request, env) {
    const binding: Binding = {};
    const go = new Go();
    const instance = new WebAssembly.Instance(module, { ...go.importObject, workers: { ready() {} } });
    // Go reads the context before run() returns.
    Object.assign(globalThis, { context: { env, binding } });
    void go.run(instance);
    if (!binding.handleRequest) throw new Error("the Go program did not start");
    return binding.handleRequest(request);
  },
} satisfies ExportedHandler<Env>;
