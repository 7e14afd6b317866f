// Loads and runs Go programs as wasm: the engine's in workers, the sandbox in the service worker.
import "../wasm/wasm_exec.js";
import { EngineError } from "./engine.error.ts";

const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Fetches and compiles a wasm file, once; after a failure the next call tries again. Every failure is an EngineError that
 * says how to fix it.
 *
 * @param integrity the hash of the file, in the format of HTML's attribute
 */
export function loadModule(url: string, integrity?: string): Promise<WebAssembly.Module> {
  const key = `${integrity} ${url}`;
  const kept = modules.get(key);
  if (kept) return kept;
  const module = compile(url, integrity);
  modules.set(key, module);
  module.catch(() => modules.delete(key));
  return module;
}

async function compile(url: string, integrity?: string): Promise<WebAssembly.Module> {
  // Browsers ignore a hash that they cannot parse.
  if (integrity && !/^sha(256|384|512)-[\w+/]+=*$/.test(integrity)) throw notIntact(url, integrity);
  const response = await fetched(url, integrity);
  if (isWasmType(response)) {
    return WebAssembly.compileStreaming(response).catch((cause) => {
      throw notCompiled(url, cause);
    });
  }
  const bytes = await response.arrayBuffer().catch((cause) => {
    throw unreachable(url, cause);
  });
  if (!hasWasmMagic(bytes)) throw notWasm(url, response);
  return WebAssembly.compile(bytes).catch((cause) => {
    throw notCompiled(url, cause);
  });
}

async function fetched(url: string, integrity?: string): Promise<Response> {
  const response = await fetch(url, { integrity }).catch(async (cause) => {
    if (!integrity) throw unreachable(url, cause);
    await (await fetched(url)).body?.cancel(); // throws if the hash is not the reason
    throw notIntact(url, integrity);
  });
  if (!response.ok) {
    throw new EngineError(
      "wasm-not-found",
      `${url} answers ${response.status}. Publish the wasm file there, or say where it is.`,
    );
  }
  return response;
}

/** A Go program that has been started. */
export interface GoProgram {
  exports: WebAssembly.Exports;
  /** Whether it has ended. */
  readonly exited: boolean;
  /** Settles when it ends. */
  exit: Promise<void>;
}

/** Starts the program in `module`, with these environment variables, and resolves when its main function blocks. */
export async function startGo(
  module: WebAssembly.Module,
  imports: WebAssembly.Imports = {},
  env: Record<string, string> = {},
): Promise<GoProgram> {
  const go = new Go();
  go.env = env;
  const instance = await WebAssembly.instantiate(module, { ...go.importObject, ...imports }).catch((cause) => {
    throw new EngineError("wasm-invalid", "The wasm file and its script are of different versions: rebuild both.", {
      cause,
    });
  });
  const exit = go.run(instance);
  // run() has run main by now: `exit` is settled if main has returned or failed, and pending if it blocks.
  await Promise.race([exit, null]).catch((cause) => {
    throw endedAtStart(cause);
  });
  if (go.exited) throw endedAtStart();
  return {
    exports: instance.exports,
    get exited() {
      return go.exited;
    },
    exit,
  };
}

/** Whether the browser compiles it while it downloads: it requires the type without parameters. */
function isWasmType(response: Response): boolean {
  return response.headers.get("content-type")?.toLowerCase() === "application/wasm";
}

function hasWasmMagic(bytes: ArrayBuffer): boolean {
  return bytes.byteLength >= 4 && new DataView(bytes).getUint32(0) === 0x0061736d;
}

function unreachable(url: string, cause: unknown): EngineError {
  return new EngineError(
    "wasm-unreachable",
    `${url} could not be fetched. Check the network and the connect-src of the Content-Security-Policy.`,
    { cause },
  );
}

function notIntact(url: string, integrity: string): EngineError {
  return new EngineError(
    "wasm-not-intact",
    `${url} is not the file whose hash is ${integrity}. Publish that one, or give the hash of this one as ` +
      "sha384- and the base64 of its SHA-384 (or sha256-, sha512-).",
  );
}

function notWasm(url: string, response: Response): EngineError {
  const type = response.headers.get("content-type") ?? "no content type";
  return new EngineError(
    "wasm-not-wasm",
    `${url} answers with ${type}, not with wasm. A server that answers every unknown address with index.html does ` +
      "this, and so does a bundler that does not copy the wasm file (in Vite: optimizeDeps.exclude). " +
      "Publish the wasm file there, or say where it is.",
  );
}

function notCompiled(url: string, cause: unknown): EngineError {
  if (cause instanceof TypeError) return unreachable(url, cause);
  if (/content security policy|\bcsp\b|unsafe-eval/i.test(String(cause))) {
    return new EngineError(
      "wasm-blocked",
      "The Content-Security-Policy forbids wasm. Serve the worker's script with script-src 'self' 'wasm-unsafe-eval'; " +
        "the page itself does not need it.",
      { cause },
    );
  }
  return new EngineError("wasm-invalid", `${url} is not a valid wasm file: ${String(cause)}. Rebuild it.`, { cause });
}

function endedAtStart(cause?: unknown): EngineError {
  return new EngineError("exited", "The Go program ended as it started. Its own message is in the console.", { cause });
}
