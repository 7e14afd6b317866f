// Go's own glue, copied from $(go env GOROOT)/lib/wasm by ./build.sh, defines the class Go on globalThis.
declare module "*/wasm_exec.js";

declare class Go {
  /** The program's environment variables. */
  env: Record<string, string>;
  readonly importObject: WebAssembly.Imports;
  /** Whether the program has ended; its exports return garbage from then on. */
  readonly exited: boolean;
  /** Runs the program until it blocks; the promise settles when the program ends. */
  run(instance: WebAssembly.Instance): Promise<void>;
}
