import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineError } from "../src/engine.error.ts";
import * as go from "../src/go.ts";

interface Scope {
  wasmhttp: { path: string; setHandler(handler: (request: Request) => Promise<Response>): void };
}

interface FetchEvent {
  request: { url: string };
  respondWith(response: Promise<Response>): void;
}

/** A program as go-wasm-http-server's would run: it gives its handler when it starts. */
interface Program {
  handler: (request: Request) => Promise<Response>;
  exit(): void;
}

const platform = { Response, ReadableStream };
const scope = globalThis as unknown as Scope;
let listeners: Record<string, (event: FetchEvent) => void> = {};
let programs: Program[] = [];

beforeEach(async () => {
  vi.resetModules();
  listeners = {};
  programs = [];
  vi.stubGlobal("self", globalThis);
  vi.stubGlobal("addEventListener", (type: string, listener: (event: FetchEvent) => void) => {
    listeners[type] = listener;
  });
  await import("./sw.ts");
});

afterEach(() => {
  Object.assign(globalThis, platform);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

vi.mock("../src/go.ts", { spy: true });

/** Lets the program start, and answer by this handler. */
function programAnswers(handler: Program["handler"]): void {
  vi.mocked(go.loadModule).mockResolvedValue({} as WebAssembly.Module);
  vi.mocked(go.startGo).mockImplementation(async () => {
    const { promise: exit, resolve } = Promise.withResolvers<void>();
    programs.push({ handler, exit: resolve });
    scope.wasmhttp.setHandler(handler);
    return { exports: {}, exited: false, exit };
  });
}

/** What the service worker answers; undefined where it leaves the request to the network. */
function fetched(path: string): Promise<Response> | undefined {
  let answer: Promise<Response> | undefined;
  listeners.fetch?.({
    request: { url: `http://localhost${path}` },
    respondWith(response) {
      answer = response;
    },
  });
  return answer;
}

/** What the library's program calls `new ReadableStream` with. */
function librarySource() {
  let controller: { enqueue(chunk: Uint8Array): void; close(): void } | undefined;
  const cancel = vi.fn();
  return {
    source: {
      start(given: object) {
        controller = given as typeof controller;
      },
      cancel,
    },
    cancel,
    write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    close: () => controller?.close(),
  };
}

/** A stream as the program makes one, by the constructor that it finds. */
function libraryStream(source: object): ReadableStream {
  return new ReadableStream(source);
}

test("leaves everything to the network that is not below its path", () => {
  for (const path of ["/", "/v1/token", "/no-server", "/no-server.js", "/assets/no-server/x"]) {
    expect(fetched(path), path).toBeUndefined();
  }
});

test("starts one program for all requests, under its path", async () => {
  programAnswers(async ({ url }) => Response.json({ url }));
  const answers = await Promise.all([fetched("/no-server/healthz"), fetched("/no-server/v1/token")]);
  expect(await answers[1]?.json()).toEqual({ url: "http://localhost/no-server/v1/token" });
  expect(scope.wasmhttp.path).toBe("/no-server");
  expect(programs).toHaveLength(1);
});

test("answers 503 when the program cannot start, and tries again at the next request", async () => {
  vi.mocked(go.loadModule).mockRejectedValue(new EngineError("wasm-not-found", "/assets/sandbox.wasm answers 404."));
  const answer = await fetched("/no-server/healthz");
  expect(answer?.status).toBe(503);
  expect(await answer?.json()).toEqual({
    identifier: "INTERNAL_ERROR",
    message: expect.stringContaining("/assets/sandbox.wasm answers 404."),
  });
  programAnswers(async () => new Response("back"));
  expect(await (await fetched("/no-server/healthz"))?.text()).toBe("back");
});

test("answers 503 to what was under way when the program ends, and starts it afresh", async () => {
  programAnswers(() => new Promise(() => {}));
  const waiting = [fetched("/no-server/a"), fetched("/no-server/b")];
  await expect.poll(() => programs).toHaveLength(1);
  programs[0]?.exit();
  for (const answer of await Promise.all(waiting)) expect(answer?.status).toBe(503);
  programAnswers(async () => new Response("afresh"));
  expect(await (await fetched("/no-server/a"))?.text()).toBe("afresh");
  expect(programs).toHaveLength(2);
});

test("breaks off the bodies that were on their way when the program ends", async () => {
  const { source, write } = librarySource();
  programAnswers(async () => new Response(libraryStream(source)));
  const answer = await fetched("/no-server/a");
  write("half of");
  programs[0]?.exit();
  await expect(answer?.text()).rejects.toThrow("Go program ended");
});

test.each([204, 205, 304])("leaves the body out of a %i", (status) => {
  expect(new Response(libraryStream(librarySource().source), { status }).body).toBeNull();
});

test("hands a body on as it comes, and lets the library release it after its end", async () => {
  const { source, write, close, cancel } = librarySource();
  const response = new Response(libraryStream(source));
  write("to be ");
  write("continued");
  expect(cancel).not.toHaveBeenCalled();
  close();
  expect(cancel).toHaveBeenCalledOnce();
  expect(await response.text()).toBe("to be continued");
});

test("does not tell the library that the page went away before the body is complete", async () => {
  const { source, write, close, cancel } = librarySource();
  const response = new Response(libraryStream(source));
  write("to be ");
  await response.body?.cancel();
  write("dropped");
  expect(cancel).not.toHaveBeenCalled();
  close();
  expect(cancel).toHaveBeenCalledOnce();
});
