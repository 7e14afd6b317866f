// The page's side of the engine: the only file of the page that knows of workers and wasm.
import { EngineError } from "./engine.error.ts";
import type { Call, FilesCalls, FromWorker, ProgramCalls, StepsCalls, ToWorker } from "./engine.messages.ts";
import type { Engine, EngineOptions, ProgramOptions, Progress } from "./types.ts";

interface Waiter {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
  onProgress?: (progress: Progress) => void;
}

interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

type ProgramName = "files" | "steps";

/** Makes an engine. Its first call starts the program that it needs; before, an engine costs nothing. */
export function createEngine(options: EngineOptions = {}): Engine {
  const files = new ProgramWorker<FilesCalls>("files", options.files);
  const steps = new ProgramWorker<StepsCalls>("steps", options.steps);
  return {
    check: (text, { signal, ...options } = {}) => steps.call("check", { text, options }, { signal }),
    resolve: (text, { signal, environment, ...person }) =>
      steps.call("resolve", { text, options: { person, environment } }, { signal }),
    review: (text, { signal, ...options } = {}) => steps.call("review", { text, options }, { signal }),
    checkEnvironment: (text, options) => steps.call("checkEnvironment", { text }, options),
    matrix: (text, { signal, ...options } = {}) => steps.call("matrix", { text, options }, { signal }),
    explain: (text, changed, { signal, ...options } = {}) =>
      steps.call("explain", { text, changed, options }, { signal }),
    expand: (text, { signal, ...options } = {}) => steps.call("expand", { text, options }, { signal }),
    outline: (text, { signal, ...options } = {}) => steps.call("outline", { text, options }, { signal }),
    edit: (text, operations, options) => steps.call("edit", { text, operations }, options),
    normalise: (text, options) => steps.call("normalise", { text }, options),
    importText: (text, options) => steps.call("importText", { text }, options),
    prepare: (file, { signal, onProgress, ...options } = {}) =>
      files.call("prepare", { file, options }, { signal, onProgress }),
    inspect: (file, { signal, ...options } = {}) => files.call("inspect", { file, options }, { signal }),
    encode: (file, options) => files.call("encode", { file }, options),
    fit: (file, { signal, ...options } = {}) => files.call("fit", { file, options }, { signal }),
    async memory(options) {
      const [ofFiles, ofSteps] = await Promise.all([files.memory(options), steps.memory(options)]);
      return ofFiles + ofSteps;
    },
    close() {
      files.close();
      steps.close();
    },
  };
}

/** One of the engine's programs, in a worker that the first call starts. */
class ProgramWorker<C extends ProgramCalls & Record<string, Call>> {
  readonly #name: ProgramName;
  readonly #options: ProgramOptions;
  readonly #waiters = new Map<number, Waiter>();
  #worker?: Promise<Worker>;
  #lastID = 0;
  #closed = false;

  constructor(name: ProgramName, options: ProgramOptions = {}) {
    this.#name = name;
    this.#options = options;
  }

  async call<M extends keyof C & string>(
    method: M,
    takes: C[M]["takes"],
    { signal, onProgress }: CallOptions = {},
  ): Promise<C[M]["gives"]> {
    signal?.throwIfAborted();
    if (this.#closed) throw new EngineError("closed", "The engine was closed. Make a new one with createEngine().");
    const worker = this.#start();
    const id = ++this.#lastID;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiters.set(id, { resolve, reject, onProgress });
    const say = (message: ToWorker) => worker.then((it) => it.postMessage(message)).catch(reject);
    const cancel = () => {
      say({ cancel: id });
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", cancel);
    try {
      say({ id, method, takes });
      return await promise;
    } finally {
      this.#waiters.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** The size of its wasm memory in bytes, 0 before it starts. */
  async memory(options?: CallOptions): Promise<number> {
    return this.#worker ? this.call("memory", {}, options) : 0;
  }

  close(): void {
    this.#closed = true;
    this.#stop(new EngineError("closed", "The engine was closed while it was at work."));
  }

  /** Returns the worker. After a failure the next call makes a new one. */
  #start(): Promise<Worker> {
    if (this.#worker) return this.#worker;
    const worker = this.#make();
    this.#worker = worker;
    worker.catch(() => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #make(): Promise<Worker> {
    const { wasmURL, wasmIntegrity } = this.#options;
    const worker = await this.#newWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#settle(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(this.#failed(event.message));
    };
    const start: ToWorker = { start: { wasmURL: wasmURL && new URL(wasmURL, location.href).href, wasmIntegrity } };
    worker.postMessage(start);
    return worker;
  }

  async #newWorker(): Promise<Worker> {
    const { worker } = this.#options;
    try {
      return await (worker ? worker() : bundledWorker(this.#name));
    } catch (cause) {
      throw cause instanceof EngineError ? cause : this.#failed(String(cause));
    }
  }

  #settle(message: FromWorker): void {
    const waiter = this.#waiters.get(message.id);
    if (!waiter) return; // cancelled meanwhile
    if ("progress" in message) waiter.onProgress?.(message.progress);
    else if ("error" in message) waiter.reject(new EngineError(message.error.code, message.error.message));
    else waiter.resolve(message.result);
  }

  #stop(reason: EngineError): void {
    this.#worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.#worker = undefined;
    for (const waiter of this.#waiters.values()) waiter.reject(reason);
  }

  #failed(detail: string | undefined): EngineError {
    const name = this.#name;
    return new EngineError(
      "worker-failed",
      `The engine's worker for ${name === "files" ? "files" : "payloads"} failed${detail ? ` (${detail})` : ""}. If it never started: ` +
        (this.#options.worker
          ? `\`${name}.worker\` must make a Worker of ${name}.worker.js with { type: "module" }. Where it fetches the ` +
            "script with an integrity, that must be the hash of the very file that is served; a Blob's address needs " +
            "worker-src blob: in the Content-Security-Policy."
          : "serve its script as JavaScript from the page's own origin, and allow it in the Content-Security-Policy " +
            "with worker-src 'self'. A bundler that moved the package without its workers needs to be told (in Vite: " +
            "optimizeDeps.exclude)."),
    );
  }
}

function bundledWorker(name: ProgramName): Worker {
  if (typeof Worker === "undefined") {
    throw new EngineError(
      "no-browser",
      "The engine works in a page. On a server, import it, but call it in the browser.",
    );
  }
  // Bundlers recognise only such literal expressions.
  return name === "files"
    ? new Worker(new URL("./files.worker.ts", import.meta.url), { type: "module" })
    : new Worker(new URL("./steps.worker.ts", import.meta.url), { type: "module" });
}
