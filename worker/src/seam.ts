// What Go and JavaScript say to each other in the Worker: worker/seam_js.go and worker/src/seam.ts are the two ends.
// They hand each other texts in Go's memory, as their place and length: no js.Value is used after the start, since each
// costs a place in a table on both sides and a finalizer (docs/decisions/0009). Nothing blocks in an export.
//
//     serve(request)          answers the request in the room, by host.respond; its head is a line with method and path,
//                             a line for each header, and an empty line, and its body follows
//     room(bytes)             makes room for the text that JavaScript gives next, and returns its place
//     done(call, failed)      brings the answer of a call of Go's, or why it failed, which is in the room
//     window(), checkBase64(bytes)  where a chunk of an upload goes, and how much of it is of the base64 alphabet
//
// Go imports host.fetch, post, query, head, send, log and respond (worker/src/host.ts).

import "../../web/wasm/wasm_exec.js";
import module from "../../build/gateway.wasm";

/** The number of a call of Go's, by which its answer goes back. */
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

  /** @param imports what Go may call, by module; each gets this side to read its texts from. */
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

  /** The text that a call of Go's points to. */
  text(at: number, length: number): string {
    return decoder.decode(this.#view(at, length));
  }

  /** A copy of the bytes that a call of Go's points to. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#view(at, length).slice();
  }

  /** Lets Go answer a request, as far as it can by itself. */
  serve(request: number, head: string, body?: Uint8Array): void {
    this.#give(encoder.encode(head), body);
    this.#exports.serve(request);
    this.#go._resume();
  }

  /** Tells Go what came of its call; where it failed, why. */
  done(call: Call, answer: Answer, failed = false): void {
    if (this.#go.exited) return;
    this.#give(typeof answer === "string" ? encoder.encode(answer) : answer);
    this.#exports.done(call, failed ? 1 : 0);
    this.#go._resume();
  }

  /** Holds bytes to the base64 alphabet; see gateway.CheckBase64. */
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

  /** Memory that grows is another buffer, so no view is kept. */
  #view(at: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.mem.buffer as ArrayBuffer, at, length);
  }
}
