import { afterEach, expect, test, vi } from "vitest";
import { FilesProgram } from "./files.seam.ts";
import * as go from "./go.ts";
import { type Source, start } from "./seam.ts";
import { StepsProgram } from "./steps.seam.ts";

interface Host {
  size(source: number): number;
  read(source: number, offset: number, pointer: number, n: number): number;
}

afterEach(() => vi.restoreAllMocks());

/** Starts a program whose exports are these; `host` is what it would import. */
async function started<P>(
  Kind: Parameters<typeof start<P>>[0],
  exports: (host: Host, memory: WebAssembly.Memory) => Record<string, () => number>,
) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const state = { exited: false };
  vi.spyOn(go, "startGo").mockImplementation(async (_module, imports) => ({
    exports: { mem: memory, window: () => 0, result: () => 0, ...exports(imports?.host as unknown as Host, memory) },
    get exited() {
      return state.exited;
    },
    exit: new Promise(() => {}),
  }));
  return { program: await start(Kind, {} as WebAssembly.Module), memory, state };
}

/** Puts text at the beginning of the memory, where result() says it is, and returns its length. */
function leave(memory: WebAssembly.Memory, text: string): number {
  const bytes = new TextEncoder().encode(text);
  new Uint8Array(memory.buffer).set(bytes);
  return bytes.length;
}

test("a source is read in pieces, and its size may be more than what is at hand", async () => {
  const seen: unknown[] = [];
  const { program } = await started(FilesProgram, (host, memory) => ({
    inspectHead(source = 0) {
      seen.push(
        host.size(source),
        host.read(source, 2, 100, 3),
        host.read(source, 4, 200, 100),
        host.read(source, 9, 300, 1),
      );
      seen.push([...new Uint8Array(memory.buffer, 100, 3)], host.size(source + 7), host.read(source + 7, 0, 0, 1));
      return leave(memory, "{}");
    },
  }));
  const source: Source = { head: Uint8Array.of(0, 1, 2, 3, 4, 5), size: 1e9 };
  expect(program.inspectHead(source, { name: "", mime: "" })).toEqual({});
  expect(seen).toEqual([1e9, 3, 2, 0, [2, 3, 4], 0, 0]);
});

test("results are read from where the memory is after the call", async () => {
  const { program } = await started(StepsProgram, (_host, memory) => ({
    check() {
      memory.grow(1);
      return leave(memory, '{"kind":"zażółć"}');
    },
  }));
  expect(program.check("", {})).toEqual({ kind: "zażółć" });
});

test("a negative length is an error of the engine's own, and it goes on", async () => {
  const { program } = await started(FilesProgram, (_host, memory) => ({
    inspectHead: () => -leave(memory, "the program failed: index out of range"),
    encode: () => leave(memory, "AAAA"),
  }));
  const file: Source = { head: Uint8Array.of(120), size: 1 };
  expect(() => program.inspectHead(file, { name: "", mime: "" })).toThrow(/index out of range/);
  expect(program.exited).toBe(false);
  const text = new Uint8Array(5);
  expect(program.encode(file, 0, text)).toBe(4);
  expect(new TextDecoder().decode(text)).toBe("AAAA\0");
});

test("a trap ends the program", async () => {
  const { program } = await started(StepsProgram, () => ({
    check() {
      throw new WebAssembly.RuntimeError("unreachable");
    },
  }));
  expect(() => program.check("", {})).toThrow(expect.objectContaining({ code: "exited" }));
  expect(program.exited).toBe(true);
});

test("what a program returns that exits meanwhile counts for nothing", async () => {
  const { program, state } = await started(StepsProgram, (_host, memory) => ({
    check() {
      state.exited = true;
      return leave(memory, "{}");
    },
  }));
  expect(() => program.check("", {})).toThrow(expect.objectContaining({ code: "exited" }));
});
