// The gateway as it ships, with a window on its insides: for measurements, and
// never deployed. Its wasm is built with the tag "watched" (worker/watched_js.go).

import gateway from "../../src/entry.ts";
import type { Env } from "../../src/host.ts";
import { GatewayInstance } from "../../src/instance.ts";

interface Watched {
  mem: WebAssembly.Memory;
  goHeap(): number;
  goObjects(): number;
  goroutines(): number;
  grow(): void;
  exitNow(): void;
}

/** What wasm_exec.js keeps for Go: the values that Go holds, by value. */
interface Program {
  _ids: Map<unknown, number>;
}

let programs = 0;
let newest: { exports: Watched; program: Program } | undefined;
let largest = 0;

const { run } = Go.prototype;
Go.prototype.run = function (instance) {
  programs++;
  newest = { exports: instance.exports as unknown as Watched, program: this as unknown as Program };
  return run.call(this, instance);
};

let keep = false;
const retired = Object.getOwnPropertyDescriptor(GatewayInstance.prototype, "retired")?.get as () => boolean;
Object.defineProperty(GatewayInstance.prototype, "retired", {
  get(this: GatewayInstance): boolean {
    largest = Math.max(largest, this.memory);
    return !keep && retired.call(this);
  },
});

const commands: Record<string, (exports: Watched, program: Program) => object> = {
  stats: (exports, program) => ({
    programs,
    goHeap: exports.goHeap(),
    goObjects: exports.goObjects(),
    goroutines: exports.goroutines(),
    jsReferences: program._ids.size,
    wasmBytes: exports.mem.buffer.byteLength,
    largestBytes: Math.max(largest, exports.mem.buffer.byteLength),
  }),
  grow(exports) {
    exports.grow();
    return {};
  },
  exit(exports) {
    try {
      exports.exitNow();
    } catch {
      // the program has ended, as it should
    }
    return {};
  },
  keep() {
    keep = true;
    return {};
  },
  release() {
    keep = false;
    return {};
  },
};

export default {
  fetch(request, env, context) {
    const command = commands[new URL(request.url).pathname.replace("/bench/", "")];
    if (!command) return gateway.fetch(request, env, context);
    return Response.json(newest ? command(newest.exports, newest.program) : commandBefore(command));
  },
} satisfies ExportedHandler<Env>;

/** The commands that need no program. */
function commandBefore(command: (typeof commands)[string]): object {
  if (command !== commands.keep && command !== commands.release) throw new Error("no Go program was started yet");
  keep = command === commands.keep;
  return {};
}
