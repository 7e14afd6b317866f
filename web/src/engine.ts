// The page's side of the engine, and the only file of the page that knows there is a worker with wasm behind it.
import { EngineError } from "./engine.error.ts";
import type { CallMessage, Calls, FromWorker, Method, ToWorker } from "./engine.messages.ts";
import type { Engine, EngineOptions, Progress } from "./types.ts";

interface Waiter {
  resolve(result: unknown): void;
  reject(reason: unknown): void;
  onProgress?: (progress: Progress) => void;
}

/** Makes an engine. Costs nothing until its first call. */
export function createEngine({ wasmURL, workerURL }: EngineOptions = {}): Engine {
  let worker: Worker | undefined;
  let closed = false;
  let lastID = 0;
  const waiters = new Map<number, Waiter>();

  function start(): Worker {
    const started = newWorker(workerURL);
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => settle(data);
    started.onerror = (event) => {
      event.preventDefault();
      stop(workerFailed(event.message));
    };
    post(started, { start: { wasmURL: wasmURL && new URL(wasmURL, location.href).href } });
    return started;
  }

  function settle(message: FromWorker): void {
    const waiter = waiters.get(message.id);
    if (!waiter) return; // cancelled meanwhile
    if ("progress" in message) waiter.onProgress?.(message.progress);
    else if ("error" in message) waiter.reject(new EngineError(message.error.code, message.error.message));
    else waiter.resolve(message.result);
  }

  function stop(reason: EngineError): void {
    worker?.terminate();
    worker = undefined;
    for (const waiter of waiters.values()) waiter.reject(reason);
  }

  async function call<M extends Method>(
    method: M,
    takes: Calls[M]["takes"],
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
  ): Promise<Calls[M]["gives"]> {
    signal?.throwIfAborted();
    if (closed) throw new EngineError("closed", "The engine was closed. Make a new one with createEngine().");
    worker ??= start();
    const id = ++lastID;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiters.set(id, { resolve, reject, onProgress });
    const cancel = () => {
      if (worker) post(worker, { cancel: id });
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", cancel);
    try {
      post(worker, { call: { id, method, ...takes } as CallMessage });
      return (await promise) as Calls[M]["gives"];
    } finally {
      waiters.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    check: (text, { signal, ...options } = {}) => call("check", { text, options }, { signal }),
    resolve: (text, { signal, ...options }) => call("resolve", { text, options }, { signal }),
    checkEnvironment: (text, { signal } = {}) => call("checkEnvironment", { text }, { signal }),
    normalise: (text, { signal } = {}) => call("normalise", { text }, { signal }),
    prepare: (file, { signal, onProgress, ...options } = {}) =>
      call("prepare", { file, options }, { signal, onProgress }),
    inspect: (file, { signal, ...options } = {}) => call("inspect", { file, options }, { signal }),
    encode: (file, options) => call("encode", { file }, options),
    fit: (file, { signal, ...options } = {}) => call("fit", { file, options }, { signal }),
    memory: (options) => call("memory", {}, options),
    close() {
      closed = true;
      stop(new EngineError("closed", "The engine was closed while it was at work."));
    },
  };
}

function newWorker(url: string | URL | undefined): Worker {
  if (typeof Worker === "undefined") {
    throw new EngineError(
      "no-browser",
      "The engine works in a page. On a server, import it, but call it in the browser.",
    );
  }
  try {
    // Written out, because bundlers look for exactly this expression.
    return url
      ? new Worker(url, { type: "module" })
      : new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
  } catch (cause) {
    throw workerFailed(String(cause));
  }
}

function workerFailed(detail: string | undefined): EngineError {
  return new EngineError(
    "worker-failed",
    `The engine's worker failed${detail ? ` (${detail})` : ""}. If it never started: serve its script as JavaScript from ` +
      "the page's own origin, and allow it in the Content-Security-Policy with worker-src 'self'. A bundler that moved " +
      "the package without its worker needs to be told (in Vite: optimizeDeps.exclude).",
  );
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
