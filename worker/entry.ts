// The Worker's entry: starts the Go gateway and hands it the request. What is
// a file of the site is served before this runs (wrangler.toml, [assets]).

import "../web/wasm/wasm_exec.js";
import gateway from "../build/gateway.wasm";
import { createHost, type Env, type Host } from "./host.ts";

/** What syumai/workers looks for on the global object while a Go program starts. */
interface Context {
  env: Env;
  ctx: ExecutionContext;
  host: Host;
  binding: { handleRequest?: (request: Request) => Promise<Response> };
}

declare global {
  var context: Context | undefined;
}

/** Starts a Go program for one request, as syumai/workers does by itself. */
function start(env: Env, ctx: ExecutionContext): Context {
  const context: Context = { env, ctx, host: createHost(env), binding: {} };
  const go = new Go();
  const instance = new WebAssembly.Instance(gateway, { ...go.importObject, workers: { ready() {} } });
  // Go reads the context while its packages start, which run() does before it
  // returns: no other request can come in between.
  globalThis.context = context;
  go.run(instance);
  globalThis.context = undefined;
  return context;
}

export default {
  async fetch(request, env, ctx) {
    const { binding } = start(env, ctx);
    if (!binding.handleRequest) throw new Error("the gateway's Go program did not start");
    return binding.handleRequest(request);
  },
} satisfies ExportedHandler<Env>;
