// Go's own glue, wasm_exec.js, puts this class on the global object.
declare class Go {
  importObject: WebAssembly.Imports;
  exit: (code: number) => void;
  run(instance: WebAssembly.Instance): Promise<void>;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/wasm_exec.js";
