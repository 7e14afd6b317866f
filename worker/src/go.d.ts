// Go's own glue, wasm_exec.js, puts this class on the global object.
declare class Go {
  importObject: WebAssembly.Imports;
  exit: (code: number) => void;
  /** Whether the program has ended. */
  readonly exited: boolean;
  run(instance: WebAssembly.Instance): Promise<void>;
  /** Runs Go's ready goroutines until all of them wait. */
  _resume(): void;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/wasm_exec.js";
