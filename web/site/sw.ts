// The service worker of the switch "No server": the gateway and the sandbox, in Go (wasm/sandbox), below /no-server/.
//
// It replaces go-wasm-http-server's own script, with which requests wait for ever if the program does not start or ends.
// This one restarts Go from the cached module, and answers 503 if that fails.

import { loadModule, startGo } from "../src/go.ts";
import wasmURL from "../wasm/sandbox.wasm?url";

declare const self: ServiceWorkerGlobalScope & {
  /** go-wasm-http-server reads this when its program starts. */
  wasmhttp: { path: string; setHandler(handler: Handler): void };
};

type Handler = (request: Request) => Promise<Response>;

interface Server {
  handler: Handler;
  /** Rejects the pending requests when the program ends. */
  waiting: Set<(reason: Error) => void>;
}

const path = "/no-server";

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", ({ data }) => {
  if (data === "claim") void self.clients.claim();
});
self.addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname.startsWith(`${path}/`)) event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  try {
    return await ask(await running(), request);
  } catch (error) {
    return unavailable(error);
  }
}

async function ask({ handler, waiting }: Server, request: Request): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  waiting.add(reject);
  try {
    handler(request).then(resolve, reject);
    return await promise;
  } finally {
    waiting.delete(reject);
  }
}

const NativeResponse = Response;
const NativeReadableStream = ReadableStream;

function unavailable(error: unknown): Response {
  const message = `The gateway in this browser cannot answer: ${error instanceof Error ? error.message : String(error)}`;
  return NativeResponse.json({ identifier: "INTERNAL_ERROR", message }, { status: 503 });
}

let server: Promise<Server> | undefined;

function running(): Promise<Server> {
  server ??= start().catch((error) => {
    server = undefined;
    throw error;
  });
  return server;
}

async function start(): Promise<Server> {
  const module = await loadModule(wasmURL);
  const ready = Promise.withResolvers<Handler>();
  self.wasmhttp = { path, setHandler: ready.resolve };
  const { exit } = await startGo(module);
  const waiting: Server["waiting"] = new Set([ready.reject]);
  exit.then(() => {
    server = undefined;
    const reason = new Error("its Go program ended. Try again: it starts afresh, without what it had kept.");
    for (const reject of waiting) reject(reason);
    for (const stream of openStreams) stream.error(reason);
    openStreams.clear();
  });
  const handler = await ready.promise;
  waiting.delete(ready.reject);
  return { handler, waiting };
}

// Replacements of two classes of the platform, which the library uses wrongly. It looks them up when its program starts.

const openStreams = new Set<ReadableStreamDefaultController>();

/**
 * A ReadableStream that does not report to its source that the page has gone: the next write in the library would panic
 * and end the program. It drops the rest of the body instead. It calls the source's cancel once the body is complete,
 * because only that releases the library's memory for it.
 */
function ForgivingStream(source: { start(controller: object): void; cancel(): void }): ReadableStream {
  let stream: ReadableStreamDefaultController;
  return new NativeReadableStream({
    start(controller) {
      stream = controller;
      openStreams.add(stream);
      source.start({
        enqueue(chunk: Uint8Array) {
          if (openStreams.has(stream)) stream.enqueue(chunk);
        },
        close() {
          if (openStreams.delete(stream)) stream.close();
          source.cancel();
        },
      });
    },
    cancel() {
      openStreams.delete(stream);
    },
  });
}

/** A Response that ignores a body for 204, 205 and 304; the platform's throws. */
class ForgivingResponse extends NativeResponse {
  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super([204, 205, 304].includes(init?.status ?? 200) ? null : body, init);
  }
}

Object.assign(self, { ReadableStream: ForgivingStream, Response: ForgivingResponse });
