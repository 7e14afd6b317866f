// The seam of the Worker: worker/seam_js.go and worker/src/seam.ts are its two ends. Texts are passed in Go's memory,
// by address and length. After the start no js.Value is used, since each needs entries in tables on both sides and a
// finalizer (docs/decisions/0009). An export must not block.
//
//     room(bytes)             makes room for the next text that JavaScript passes, and returns its address
//     serve(request)          answers the request in the room, by host.respond: a line with method and path, a line for
//                             each header, an empty line, and the body
//     done(call, failed)      returns the answer of a host call, or why it failed, which is in the room
//     window(), checkBase64(bytes)  the address for a chunk of an upload, and the length of its base64 prefix
//
// Go imports host.fetch, post, query, head, send, log and respond (worker/src/host.ts).

import "../../web/wasm/wasm_exec.js";
import module from "../../build/gateway.wasm";

/** The number of a host call, under which its answer is returned. */
export type Call = number;
export type Answer = string | Uint8Array;

interface Exports {
  mem: WebAssembly.Memory;
  room(bytes: number): number;
  serve(request: number): void;
  done(call: Call, failed: number): void;
  window(): number;
  checkBase64(bytes: number): number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Seam {
  readonly #go = new Go();
  readonly #exports: Exports;

  /** @param imports Go's imports, by module; they read their texts from the seam that they are given. */
  constructor(imports: (side: Seam) => WebAssembly.Imports, ended: () => void) {
    this.#go.exit = ended;
    const instance = new WebAssembly.Instance(module, { ...this.#go.importObject, ...imports(this) });
    this.#exports = instance.exports as unknown as Exports;
    void this.#go.run(instance).catch(ended);
  }

  /** Bytes of wasm memory. */
  get memory(): number {
    return this.#exports.mem.buffer.byteLength;
  }

  /** A text in Go's memory. */
  text(at: number, length: number): string {
    return decoder.decode(this.#view(at, length));
  }

  /** A copy of bytes in Go's memory. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#view(at, length).slice();
  }

  /** Lets Go work on a request until it waits for a host call, or answers. */
  serve(request: number, head: string, body?: Uint8Array): void {
    this.#give(encoder.encode(head), body);
    this.#exports.serve(request);
    this.#go._resume();
  }

  /** Returns the answer of a host call to Go, or the reason if it failed. */
  done(call: Call, answer: Answer, failed = false): void {
    if (this.#go.exited) return;
    this.#give(typeof answer === "string" ? encoder.encode(answer) : answer);
    this.#exports.done(call, failed ? 1 : 0);
    this.#go._resume();
  }

  /** See CheckBase64 in image.ts. */
  readonly checkBase64 = (bytes: Uint8Array): number => {
    this.#view(this.#exports.window(), bytes.length).set(bytes);
    return this.#exports.checkBase64(bytes.length);
  };

  #give(first: Uint8Array, second?: Uint8Array): void {
    const size = first.length + (second?.length ?? 0);
    const room = this.#view(this.#exports.room(size), size);
    room.set(first);
    if (second) room.set(second, first.length);
  }

  /** Not kept: when memory grows, its buffer is replaced. */
  #view(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.mem.buffer as ArrayBuffer, at, length);
  }
}
