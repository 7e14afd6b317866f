// The worker's side of the engine: reads the chosen files, runs the Go program over them and answers the page.
import { EngineError } from "./engine.error.ts";
import type { CallMessage, Calls, FromWorker, ToWorker } from "./engine.messages.ts";
import { encodeStep, type Source, StepsProgram, utf8 } from "./engine.program.ts";
import { loadModule } from "./go.ts";
import type { InspectResult, Progress } from "./types.ts";

/** Of a larger file only the head is read, and nothing is encoded: no limit of iDenfy's is near it. */
const maxWholeFile = 32 * 1024 * 1024;
const headBytes = 1024 * 1024;

/** Long work lets go of the thread this often, so that cancelling and progress get through. */
const bytesPerTurn = 5 * encodeStep;

let wasmURL = new URL("../wasm/steps.wasm", import.meta.url).href;
const cancels = new Map<number, AbortController>();

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) wasmURL = data.start.wasmURL ?? wasmURL;
  else if ("cancel" in data) cancels.get(data.cancel)?.abort();
  else void answer(data.call);
});

async function answer(call: CallMessage): Promise<void> {
  const cancel = new AbortController();
  cancels.set(call.id, cancel);
  try {
    const result = await run(call, cancel.signal);
    say({ id: call.id, result });
  } catch (error) {
    if (!cancel.signal.aborted) say({ id: call.id, error: asEngineError(error) });
  } finally {
    cancels.delete(call.id);
  }
}

async function run(call: CallMessage, signal: AbortSignal): Promise<Calls[CallMessage["method"]]["gives"]> {
  const steps = await running();
  signal.throwIfAborted();
  switch (call.method) {
    case "check":
    case "resolve":
    case "normalise":
      return steps.json(call.method, utf8(call.text), call.options) as Calls[typeof call.method]["gives"];
    case "inspect":
      return inspect(steps, call.file, call.options, signal);
    case "encode":
      return encode(steps, call.file, signal, (progress) => say({ id: call.id, progress }));
    case "memory":
      return steps.memory;
  }
}

async function inspect(steps: StepsProgram, file: Blob, options: object, signal: AbortSignal): Promise<InspectResult> {
  const head = await read(file.size > maxWholeFile ? file.slice(0, headBytes) : file);
  signal.throwIfAborted();
  const about = { ...options, name: file instanceof File ? file.name : "", mime: file.type };
  const result = steps.json("inspect", { head, size: file.size }, about) as InspectResult;
  const isPicture = result.type === "jpeg" || result.type === "png";
  return result.accepted && isPicture ? judgedByBrowser(result, file) : result;
}

/** The browser has the last word on a picture: one that Go accepts may still not decode. */
async function judgedByBrowser(result: InspectResult, picture: Blob): Promise<InspectResult> {
  try {
    (await createImageBitmap(picture)).close();
    return result;
  } catch {
    const message = `The browser cannot show this ${result.type.toUpperCase()}: it is damaged. Export or scan it again.`;
    return {
      ...result,
      accepted: false,
      findings: [...result.findings, { code: "not-decodable", severity: "error", message }],
    };
  }
}

async function encode(
  steps: StepsProgram,
  file: Blob,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Blob> {
  if (file.size > maxWholeFile) {
    throw new EngineError("file-too-large", `The file has ${file.size} bytes; at most ${maxWholeFile} are encoded.`);
  }
  const source: Source = { head: await read(file), size: file.size };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let offset = 0; offset < source.size; offset += encodeStep) {
    if (offset > 0 && offset % bytesPerTurn === 0) {
      onProgress({ loaded: offset, total: source.size });
      await nextTurn();
    }
    signal.throwIfAborted();
    parts.push(steps.encode(source, offset));
  }
  onProgress({ loaded: source.size, total: source.size });
  return new Blob(parts, { type: "text/plain" });
}

async function read(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new EngineError(
      "file-unreadable",
      "The file could not be read. It was moved, changed or deleted since it was chosen: choose it again.",
      { cause },
    );
  }
}

let program: Promise<StepsProgram> | undefined;

/** The program: started by the first call, and afresh by the first one after it has ended. */
async function running(): Promise<StepsProgram> {
  program ??= loadModule(wasmURL).then(StepsProgram.start);
  const asked = program;
  const steps = await asked.catch((error) => {
    forget(asked);
    throw error;
  });
  if (!steps.exited) return steps;
  forget(asked);
  return running();
}

function forget(ended: Promise<StepsProgram>): void {
  if (program === ended) program = undefined;
}

const turns = new MessageChannel();
turns.port1.start();

/** Resolves after the messages that are waiting now; a timer would wait 4 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    turns.port1.addEventListener("message", () => resolve(), { once: true });
    turns.port2.postMessage(null);
  });
}

function asEngineError(error: unknown): { code: EngineError["code"]; message: string } {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  return { code: "failed", message: `The engine met a bug of its own: ${String(error)}` };
}

function say(message: FromWorker): void {
  postMessage(message);
}
