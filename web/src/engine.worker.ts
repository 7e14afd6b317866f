// The worker's side of the engine: runs the Go program and answers the page.
import { EngineError } from "./engine.error.ts";
import { encode, inspect, prepare } from "./engine.files.ts";
import { makeFit } from "./engine.fit.ts";
import type { CallMessage, Calls, FileCall, FromWorker, ToWorker } from "./engine.messages.ts";
import { StepsProgram, utf8 } from "./engine.program.ts";
import { loadModule } from "./go.ts";
import type { Environment, EnvironmentResult, Progress } from "./types.ts";

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
    const result = await ("file" in call ? inTurn(() => runFile(call, cancel.signal)) : run(call));
    say({ id: call.id, result });
  } catch (error) {
    if (!cancel.signal.aborted) say({ id: call.id, error: asEngineError(error) });
  } finally {
    cancels.delete(call.id);
  }
}

type Result = Calls[CallMessage["method"]]["gives"];

async function run(call: Exclude<CallMessage, FileCall>): Promise<Result> {
  const steps = await running();
  switch (call.method) {
    case "check":
    case "resolve":
      if (call.options.environment) requireValid(steps, call.options.environment);
      return steps.json(call.method, utf8(call.text), call.options) as Result;
    case "checkEnvironment":
    case "normalise":
      return steps.json(call.method, utf8(call.text), {}) as Result;
    case "memory":
      return steps.memory;
  }
}

async function runFile(call: FileCall, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const steps = await running();
  const work = { steps, signal, onProgress: (progress: Progress) => say({ id: call.id, progress }) };
  switch (call.method) {
    case "prepare":
      return prepare(work, call.file, call.options);
    case "inspect":
      return inspect(work, call.file, call.options);
    case "encode":
      return encode(work, call.file);
    case "fit":
      return makeFit(work, call.file, call.options);
  }
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** Does one such work at a time, so that no more than one file is in memory. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => {});
  return turn;
}

function requireValid(steps: StepsProgram, environment: Environment): void {
  const { findings } = steps.json("checkEnvironment", utf8(JSON.stringify(environment)), {}) as EnvironmentResult;
  const wrong = findings.find(({ severity }) => severity === "error");
  if (wrong) {
    throw new EngineError("environment-invalid", `The environment cannot be used. ${wrong.pointer}: ${wrong.message}`);
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

function asEngineError(error: unknown): { code: EngineError["code"]; message: string } {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  return { code: "failed", message: `The engine met a bug of its own: ${String(error)}` };
}

function say(message: FromWorker): void {
  postMessage(message);
}
