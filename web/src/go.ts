// Loads and runs Go programs compiled to wasm: the engine's in their workers, the sandbox in the service worker.
import "../wasm/wasm_exec.js";
import { EngineError } from "./engine.error.ts";

const modules = new Map<string, Promise<WebAssembly.Module>>();

/**
 * Fetches and compiles a wasm file, once; what failed is tried again by the next call. Each way in which this fails is
 * an EngineError that says how to fix it.
 *
 * @param integrity what the file must hash to, as HTML's attribute says it
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
  // Browsers take a hash that they cannot read for none.
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
    await (await fetched(url)).body?.cancel(); // tells what else may be wrong
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

/** Starts a program of which `module` is the code, with these variables, and returns when its main function blocks. */
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
  // Main runs inside run(): what fails there has settled `exit` by now, while a program that blocks leaves it pending.
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

/** Whether the browser compiles it while it arrives; that takes the bare type. */
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
