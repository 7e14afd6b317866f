// The engine's Go program (wasm/steps) as JavaScript calls it.
//
// Go reads what it is given through `host`: a source is a number that stands for a Uint8Array outside the wasm memory,
// so that no file is ever whole inside it. Results come back through one window that Go owns. Every export is
// synchronous; the memory may grow in any of them, so no view of it outlives a call.
import { EngineError } from "./engine.error.ts";
import { type GoProgram, startGo } from "./go.ts";

/** Bytes that Go reads as it needs them: `head` is what is at hand of `size` bytes. */
export interface Source {
  head: Uint8Array;
  size: number;
}

interface Exports {
  mem: WebAssembly.Memory;
  /** Where the shared window is. */
  window(): number;
  /** Where the last result is. */
  result(): number;
  /** These return the length of a JSON result, or minus the length of an error's text. */
  check(text: number, options: number): number;
  checkEnvironment(text: number): number;
  resolve(text: number, options: number): number;
  normalise(text: number): number;
  inspectHead(file: number, options: number): number;
  inspect(file: number, options: number): number;
  /** Leaves the base64 of up to `encodeStep` bytes in the window and returns its length, or minus an error's. */
  encode(source: number, offset: number): number;
}

type JSONMethod = "check" | "checkEnvironment" | "resolve" | "normalise" | "inspectHead" | "inspect";

/** How many bytes one `encode` takes from its source. */
export const encodeStep = 192 * 1024;

/**
 * Go collects its garbage when there is half as much of it as usual: wasm memory never shrinks, and this keeps it below
 * 8 MB whatever files come.
 */
const garbagePercent = "50";

export class StepsProgram {
  readonly #go: GoProgram;
  readonly #exports: Exports;
  readonly #sources: Map<number, Source>;
  #lastSource = 0;
  #broken = false;

  static async start(module: WebAssembly.Module): Promise<StepsProgram> {
    const sources = new Map<number, Source>();
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
    return new StepsProgram(go, sources);
  }

  private constructor(go: GoProgram, sources: Map<number, Source>) {
    this.#go = go;
    this.#exports = go.exports as unknown as Exports;
    this.#sources = sources;
  }

  /** Whether the Go program has ended: nothing but a new one helps. */
  get exited(): boolean {
    return this.#broken || this.#go.exited;
  }

  /** The size of the wasm memory in bytes. */
  get memory(): number {
    return this.#exports.mem.buffer.byteLength;
  }

  /** Runs one of these over a source and returns what its JSON says. */
  json(method: JSONMethod, source: Source, options: object): unknown {
    return this.#withSource(source, (sourceID) =>
      this.#withSource(utf8(JSON.stringify(options)), (optionsID) => {
        const n = this.#run(() => this.#exports[method](sourceID, optionsID));
        return JSON.parse(new TextDecoder().decode(this.#view(this.#exports.result(), n)));
      }),
    );
  }

  /** Writes the base64 text of the source's bytes from offset, `encodeStep` at most, and returns its length. */
  encode(source: Source, offset: number, text: Uint8Array): number {
    return this.#withSource(source, (id) => {
      const n = this.#run(() => this.#exports.encode(id, offset));
      text.set(this.#view(this.#exports.window(), n));
      return n;
    });
  }

  #withSource<T>(source: Source, use: (id: number) => T): T {
    const id = ++this.#lastSource;
    this.#sources.set(id, source);
    try {
      return use(id);
    } finally {
      this.#sources.delete(id);
    }
  }

  /** Calls an export and returns the length that it gives; a length below zero is the text of an error. */
  #run(call: () => number): number {
    let n: number;
    try {
      n = call();
    } catch (cause) {
      this.#broken = true; // a trap leaves Go's stack as it was in the middle of the call
      throw ended(cause);
    }
    if (this.exited) throw ended();
    if (n >= 0) return n;
    const text = new TextDecoder().decode(this.#view(this.#exports.result(), -n));
    throw new EngineError("failed", `The engine met a bug of its own: ${text}`);
  }

  #view(pointer: number, n: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.mem.buffer as ArrayBuffer, pointer >>> 0, n);
  }
}

function ended(cause?: unknown): EngineError {
  return new EngineError("exited", "The engine ended unexpectedly. Try again: it starts afresh.", { cause });
}

/** Text, or its bytes, as a source. */
export function utf8(text: string | Uint8Array): Source {
  const head = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { head, size: head.length };
}
