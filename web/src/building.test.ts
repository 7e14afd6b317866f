// docs/building.md: what it says of the engine.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { blocksOf, says } from "../test/docs/blocks.ts";
import { NodeWorker } from "../test/node-worker.ts";
import { serve } from "../test/server.ts";
import { serveWasm } from "../test/wasm.ts";
import { createEngine } from "./engine.ts";

beforeEach(() => {
  vi.stubGlobal("Worker", NodeWorker);
  vi.stubGlobal("location", new URL("http://localhost/page/"));
});

afterEach(() => vi.unstubAllGlobals());

test("docs/building.md says what its module prints", async () => {
  const blocks = blocksOf("docs/building.md");
  const at = blocks.findIndex(({ language }) => language === "ts");
  const [module, printed] = blocks.slice(at);
  if (!module || !printed) throw new Error("the page has no module");
  const wasmURL = await serve(serveWasm("steps"));
  const lines: string[] = [];
  const code = module.text.replace(/^import .*;$/m, "");
  const AsyncFunction = (async () => {}).constructor as new (
    ...code: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction("createEngine", "console", code)(() => createEngine({ steps: { wasmURL } }), {
    log: (...words: unknown[]) => lines.push(words.join(" ")),
  });
  expect(says(lines.join("\n"), printed) || lines.join("\n")).toBe(true);
});

test("an operation that cannot be made leaves the text as it is", async () => {
  const engine = createEngine({ steps: { wasmURL: await serve(serveWasm("steps")) } });
  const text = '{"clientId": "ž", "additionalSteps": {}}';
  const { findings, ...rest } = await engine.edit(text, [
    { op: "remove", at: "/clientId" },
    { op: "remove", at: "/clientId" },
  ]);
  expect(rest).toEqual({ text, edits: [] });
  expect(findings).toMatchObject([{ code: "edit-not-there", severity: "error", params: { operation: "1" } }]);
  expect(await engine.expand("{")).toBeNull();
  expect((await engine.outline("{")).readable).toBe(false);
  engine.close();
});
