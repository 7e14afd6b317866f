// The thread behind NodeWorker: gives a worker's script the globals that it has in a browser, and runs it.
import { parentPort, workerData } from "node:worker_threads";

interface Program {
  exited: boolean;
  run(instance: WebAssembly.Instance): Promise<void>;
}

let running: Program | undefined;

function addEventListener(_type: "message", listener: (event: { data: unknown }) => void): void {
  parentPort?.on("message", (data) => {
    if (data === "end Go" && running) running.exited = true;
    else listener({ data });
  });
}

async function createImageBitmap(): Promise<{ close(): void }> {
  if (!workerData.decodes) throw new DOMException("The source image could not be decoded.", "InvalidStateError");
  return { close() {} };
}

Object.assign(globalThis, {
  addEventListener,
  createImageBitmap,
  postMessage: (message: unknown) => parentPort?.postMessage(message),
});

await import(workerData.url);

const { Go } = globalThis as unknown as { Go: { prototype: Program } };
const { run } = Go.prototype;
Go.prototype.run = function (instance) {
  running = this;
  return run.call(this, instance);
};
