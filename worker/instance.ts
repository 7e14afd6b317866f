// One Go program that answers many requests. Starting one costs 60 ms and 5 MB,
// so it is kept, retired by use and memory, and replaced when it ends.

import "../web/wasm/wasm_exec.js";
import module from "../build/gateway.wasm";
import { type Env, Host } from "./host.ts";

/** A request as Go sees it: no header but those that are named. */
export interface SlimRequest {
  url: string;
  method: string;
  headers: Map<string, string>;
  /** Read bytes; an UploadImage, which Go only asks; or null. */
  body: unknown;
}

/** What syumai/workers looks for on the global object while a Go program starts. */
interface Context {
  env: Env;
  host: Host;
  binding: { handleRequest?: (request: SlimRequest) => Promise<Response> };
}

interface Exports {
  mem: WebAssembly.Memory;
  window(): number;
  checkBase64(n: number): number;
}

declare global {
  var context: Context | undefined;
}

/** After so many requests, or with so much memory, a new program takes over. */
const maxUses = 10_000;
const maxMemory = 48 * 1024 * 1024;

/** Longer than any call that Go makes; who waits longer waits for nothing. */
const deadline = 130_000;

export class GatewayInstance {
  readonly host: Host;
  readonly #exports: Exports;
  readonly #binding: Context["binding"] = {};
  readonly #waiters = new Map<number, (reason: Error) => void>();
  #uses = 0;
  #ended = false;

  constructor(env: Env) {
    this.host = new Host(env);
    const go = new Go();
    const instance = new WebAssembly.Instance(module, { ...go.importObject, workers: { ready() {} } });
    this.#exports = instance.exports as unknown as Exports;
    go.exit = () => this.#end();
    // Go reads the context while its packages start, which run() does before it
    // returns: no other request can come in between.
    globalThis.context = { env, host: this.host, binding: this.#binding };
    void go.run(instance).catch(() => this.#end());
    globalThis.context = undefined;
  }

  /** Whether the next request needs a new program. */
  get retired(): boolean {
    return this.#ended || this.#uses >= maxUses || this.memory > maxMemory;
  }

  /** Bytes of wasm memory. */
  get memory(): number {
    return this.#exports.mem.buffer.byteLength;
  }

  handle(request: SlimRequest): Promise<Response> {
    const id = ++this.#uses;
    return new Promise<Response>((resolve, reject) => {
      if (this.#ended || !this.#binding.handleRequest) throw new Error("the Go program has ended");
      const late = setTimeout(() => reject(new Error("the Go program did not answer in time")), deadline);
      this.#waiters.set(id, reject);
      const settled = () => {
        clearTimeout(late);
        this.#waiters.delete(id);
      };
      this.#binding.handleRequest(request).then(
        (response) => {
          settled();
          resolve(response);
        },
        (error) => {
          settled();
          reject(error);
        },
      );
    });
  }

  /** Holds bytes to the base64 alphabet; see gateway.CheckBase64. */
  readonly checkBase64 = (bytes: Uint8Array): number => {
    const { mem, window, checkBase64 } = this.#exports;
    new Uint8Array(mem.buffer, window(), bytes.length).set(bytes);
    return checkBase64(bytes.length);
  };

  /** A Go program that ends leaves nobody waiting. */
  #end(): void {
    this.#ended = true;
    for (const reject of this.#waiters.values()) reject(new Error("the Go program ended"));
    this.#waiters.clear();
  }
}
