// The other end of host_js.go: texts in the Go program's memory.

import "../web/wasm/wasm_exec.js";
import module from "../build/gateway.wasm";
import type { Answer, Call } from "./host.ts";

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

export class GoSide {
  readonly #go = new Go();
  readonly #exports: Exports;

  /** @param imports what Go may call, by module; each gets this side to read its texts from. */
  constructor(imports: (side: GoSide) => WebAssembly.Imports, ended: () => void) {
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
