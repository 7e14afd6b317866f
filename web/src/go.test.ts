import type { RequestListener } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { serve } from "../test/server.ts";
import { integrityOf, serveWasm, wasm } from "../test/wasm.ts";
import { loadModule, startGo } from "./go.ts";

const serveSteps = serveWasm("steps");

afterEach(() => vi.restoreAllMocks());

function answers(status: number, type: string | undefined, body: string | Uint8Array): RequestListener {
  return (_request, response) => response.writeHead(status, type ? { "content-type": type } : {}).end(body);
}

test.each([
  ["with its type", "application/wasm"],
  ["with a parameter", "Application/WASM; charset=binary"],
  ["with another type", "application/octet-stream"],
  ["without a type", undefined],
])("loads wasm that is served %s", async (_name, type) => {
  const url = await serve(answers(200, type, wasm.steps));
  expect(WebAssembly.Module.exports(await loadModule(url))).toContainEqual({ name: "check", kind: "function" });
});

test.each([
  [
    "HTML, as many servers answer any address",
    answers(200, "text/html", "<!doctype html>"),
    "wasm-not-wasm",
    /text\/html/,
  ],
  ["nothing", answers(200, undefined, ""), "wasm-not-wasm", /no content type/],
  ["404", answers(404, "application/wasm", wasm.steps), "wasm-not-found", /404/],
  [
    "HTML that claims to be wasm",
    answers(200, "application/wasm", "<!doctype html>"),
    "wasm-invalid",
    /not a valid wasm/,
  ],
  [
    "half of the file",
    answers(200, "application/wasm", wasm.steps.subarray(0, 9999)),
    "wasm-invalid",
    /not a valid wasm/,
  ],
  ["no answer", (request) => request.socket.destroy(), "wasm-unreachable", /connect-src/],
  [
    "an answer that breaks off",
    (_request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": wasm.steps.length });
      response.write(wasm.steps.subarray(0, 9999), () => response.destroy());
    },
    "wasm-unreachable",
    /connect-src/,
  ],
] satisfies [string, RequestListener, string, RegExp][])(
  "says how to fix %s",
  async (_name, listener, code, message) => {
    const url = await serve(listener);
    const loading = loadModule(url);
    await expect(loading).rejects.toMatchObject({ name: "EngineError", code });
    await expect(loading).rejects.toThrow(message);
  },
);

test.each([
  "CompileError: WebAssembly.compileStreaming(): Compiling or instantiating WebAssembly module violates the following Content Security policy directive because neither 'wasm-eval' nor 'unsafe-eval' is an allowed source of script",
  "CompileError: call to WebAssembly.compileStreaming() blocked by CSP",
  "CompileError: Refused to create a WebAssembly object because 'unsafe-eval' or 'wasm-unsafe-eval' is not an allowed source",
])("knows a Content-Security-Policy by what the browser says: %s", async (message) => {
  vi.spyOn(WebAssembly, "compileStreaming").mockRejectedValue(new WebAssembly.CompileError(message));
  const loading = loadModule(await serve(serveSteps));
  await expect(loading).rejects.toMatchObject({ code: "wasm-blocked" });
  await expect(loading).rejects.toThrow("script-src 'self' 'wasm-unsafe-eval'");
});

test("compiles the file whose hash is given, and no other", async () => {
  const url = await serve(serveSteps);
  const integrity = integrityOf(wasm.steps);
  expect(await loadModule(url, integrity)).toBeInstanceOf(WebAssembly.Module);
  const other = loadModule(url, integrityOf(wasm.files));
  await expect(other).rejects.toMatchObject({ name: "EngineError", code: "wasm-not-intact" });
  await expect(other).rejects.toThrow(`${url} is not the file whose hash is ${integrityOf(wasm.files)}`);
});

test.each(["sha384", "md5-AAAA", "wasm", "sha384-a.b", `${integrityOf(wasm.steps)} md5-AAAA`])(
  "a hash that browsers would take for none is refused: %s",
  async (integrity) => {
    const loading = loadModule(await serve(serveSteps), integrity);
    await expect(loading).rejects.toMatchObject({ code: "wasm-not-intact" });
    await expect(loading).rejects.toThrow("SHA-384");
  },
);

test.each([
  ["404", answers(404, "application/wasm", wasm.steps), "wasm-not-found"],
  ["no answer", (request) => request.socket.destroy(), "wasm-unreachable"],
] satisfies [string, RequestListener, string][])(
  "names %s also where a hash is given",
  async (_name, listener, code) => {
    await expect(loadModule(await serve(listener), integrityOf(wasm.steps))).rejects.toMatchObject({ code });
  },
);

test("keeps what it has compiled, and tries again after a failure", async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests++;
    if (requests === 1) answers(503, undefined, "")(request, response);
    else serveSteps(request, response);
  });
  await expect(loadModule(url)).rejects.toMatchObject({ code: "wasm-not-found" });
  const [one, two] = await Promise.all([loadModule(url), loadModule(url)]);
  expect(one).toBe(two);
  expect(requests).toBe(2);
});

test("a program sees the variables that it is given, and no others", async () => {
  const told = vi.spyOn(console, "log").mockImplementation(() => {});
  const host = { size: () => 0, read: () => 0 };
  await startGo(await loadModule(await serve(serveSteps)), { host }, { GODEBUG: "inittrace=1" });
  expect(told).toHaveBeenCalledWith(expect.stringContaining("init runtime"));
  told.mockClear();
  await startGo(await loadModule(await serve(serveSteps)), { host });
  expect(told).not.toHaveBeenCalled();
});

test("names wasm and script of different versions", async () => {
  const module = await loadModule(await serve(serveSteps));
  await expect(startGo(module)).rejects.toMatchObject({ code: "wasm-invalid" });
});
