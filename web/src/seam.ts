// What the two programs of the page have in common where Go and JavaScript meet: wasm/internal/seam/seam_js.go and
// web/src/seam.ts are its two ends.
//
// JavaScript calls the functions that a program exports. They are synchronous, never block, and never let a panic out:
// a blocked or dead export returns garbage without an error. Texts, options and files are numbered sources, which stand
// for bytes outside the wasm memory; Go reads them through two imports, host.size and host.read, so that no file is
// ever whole inside it.
//
// An export returns the length of its result, whose address the export result returns; a negative number means that the
// result is the text of an error of the program's own. Addresses stay good until the next call, and the memory may
// grow in any of them.
import { EngineError } from "./engine.error.ts";
import { type GoProgram, startGo } from "./go.ts";

/** Bytes that Go reads as it needs them: `head` is the available part of `size` bytes. */
export interface Source {
  head: Uint8Array;
  size: number;
}

type Sources = Map<number, Source>;

interface Exports {
  mem: WebAssembly.Memory;
  result(): number;
}

/** Wasm memory never shrinks. With twice as frequent garbage collection it stays below 8 MB for every file. */
const garbagePercent = "50";

/** Starts the program in `module`. */
export async function start<P>(
  Kind: new (go: GoProgram, sources: Sources) => P,
  module: WebAssembly.Module,
): Promise<P> {
  const sources: Sources = new Map();
  let memory: WebAssembly.Memory | undefined;
  const host = {
    size: (source: number) => sources.get(source)?.size ?? 0,
    read(source: number, offset: number, pointer: number, n: number) {
      const bytes = sources.get(source)?.head.subarray(offset, offset + n);
      if (!bytes || !memory) return 0;
      new Uint8Array(memory.buffer, pointer >>> 0, n).set(bytes);
      return bytes.length;
    },
  };
  const go = await startGo(module, { host }, { GOGC: garbagePercent });
  memory = go.exports.mem as WebAssembly.Memory;
  return new Kind(go, sources);
}

/** A running program; `More` are its exports besides `mem` and `result`. */
export class Program<More> {
  protected readonly exports: Exports & More;
  readonly #go: GoProgram;
  readonly #sources: Sources;
  #lastSource = 0;
  #broken = false;

  constructor(go: GoProgram, sources: Sources) {
    this.exports = go.exports as unknown as Exports & More;
    this.#go = go;
    this.#sources = sources;
  }

  /** Whether the Go program has ended and must be replaced. */
  get exited(): boolean {
    return this.#broken || this.#go.exited;
  }

  /** The size of the wasm memory in bytes. */
  get memory(): number {
    return this.exports.mem.buffer.byteLength;
  }

  /** Calls an export with a source and options, and returns its parsed result. */
  protected json(call: (source: number, options: number) => number, source: Source, options: object = {}): unknown {
    return this.answer(call, source, sourceOf(JSON.stringify(options)));
  }

  /** Calls an export with two sources, and returns what the JSON of its result says. */
  protected answer(call: (source: number, second: number) => number, source: Source, second: Source): unknown {
    return this.withSource(source, (sourceID) =>
      this.withSource(second, (secondID) => {
        const n = this.length(() => call(sourceID, secondID));
        return JSON.parse(this.#text(n));
      }),
    );
  }

  /** Calls `use` with a number for the source. */
  protected withSource<T>(source: Source, use: (id: number) => T): T {
    const id = ++this.#lastSource;
    this.#sources.set(id, source);
    try {
      return use(id);
    } finally {
      this.#sources.delete(id);
    }
  }

  /** Calls an export and returns the length of its result. */
  protected length(call: () => number): number {
    let n: number;
    try {
      n = call();
    } catch (cause) {
      this.#broken = true; // a trap leaves Go's stack in the middle of the call
      throw ended(cause);
    }
    if (this.exited) throw ended();
    if (n < 0) throw new EngineError("failed", `The engine met a bug of its own: ${this.#text(-n)}`);
    return n;
  }

  protected view(pointer: number, n: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.exports.mem.buffer as ArrayBuffer, pointer >>> 0, n);
  }

  #text(n: number): string {
    return new TextDecoder().decode(this.view(this.exports.result(), n));
  }
}

function ended(cause?: unknown): EngineError {
  return new EngineError("exited", "The engine ended unexpectedly. Try again: it starts afresh.", { cause });
}

/** Text, or bytes that are all at hand, as a source. */
export function sourceOf(text: string | Uint8Array): Source {
  const head = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { head, size: head.length };
}
