// The worker's side of the engine, for both programs: starts one, and answers the page's calls with it.
import { EngineError } from "./engine.error.ts";
import type { Call, FromWorker, ProgramCalls, ToWorker } from "./engine.messages.ts";
import { loadModule } from "./go.ts";
import { type Program, start } from "./seam.ts";
import type { Progress } from "./types.ts";

/** What a call works with. */
export interface Work<P> {
  program: P;
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

type Answer<P, C extends Call> = (work: Work<P>, takes: C["takes"]) => C["gives"] | Promise<C["gives"]>;

/** The function that answers each call of a program. */
type Answers<P, C extends Record<string, Call>> = { [M in Exclude<keyof C, keyof ProgramCalls>]: Answer<P, C[M]> };

/** Answers calls. The first call starts the program, and so does the first one after it has ended. */
export function answerWith<P extends Program<unknown>, C extends Record<string, Call>>(
  Kind: Parameters<typeof start<P>>[0],
  bundledURL: () => URL,
  answers: Answers<P, C>,
): void {
  const cancels = new Map<number, AbortController>();
  const all: Record<string, Answer<P, Call>> = { ...(answers as object), memory: ({ program }) => program.memory };
  let wasm: { wasmURL?: string; wasmIntegrity?: string } = {};
  let program: Promise<P> | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();

  addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
    if ("start" in data) wasm = data.start;
    else if ("cancel" in data) cancels.get(data.cancel)?.abort();
    else void answer(data);
  });

  async function answer({ id, method, takes }: Extract<ToWorker, { method: string }>): Promise<void> {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    const { signal } = cancel;
    const onProgress = (progress: Progress) => say({ id, progress });
    try {
      await running(); // so that all calls during the start fail if it fails
      const result = await inTurn(async () => {
        signal.throwIfAborted();
        const call = all[method];
        if (!call)
          throw new EngineError(
            "worker-failed",
            `This worker knows no ${method}: its script is of another version than the page.`,
          );
        return call({ program: await running(), signal, onProgress }, takes);
      });
      say({ id, result });
    } catch (error) {
      if (!signal.aborted) say({ id, error: asEngineError(error) });
    } finally {
      cancels.delete(id);
    }
  }

  /** Does one work at a time, so that only one file is in memory. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => {});
    return turn;
  }

  async function running(): Promise<P> {
    program ??= loadModule(wasm.wasmURL ?? bundled(), wasm.wasmIntegrity).then((module) => start(Kind, module));
    const asked = program;
    const it = await asked.catch((error) => {
      forget(asked);
      throw error;
    });
    if (!it.exited) return it;
    forget(asked);
    return running();
  }

  function forget(ended: Promise<P>): void {
    if (program === ended) program = undefined;
  }

  function bundled(): string {
    try {
      return bundledURL().href;
    } catch (cause) {
      // The worker was made from a Blob.
      throw new EngineError("wasm-unreachable", "The script has no address to find its wasm by: give its wasmURL.", {
        cause,
      });
    }
  }
}

function asEngineError(error: unknown): { code: EngineError["code"]; message: string } {
  if (error instanceof EngineError) return { code: error.code, message: error.message };
  return { code: "failed", message: `The engine met a bug of its own: ${String(error)}` };
}

function say(message: FromWorker): void {
  postMessage(message);
}
