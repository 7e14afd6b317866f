// The thread behind NodeWorker: gives a worker's script the globals that it has in a browser, and runs it.
import { parentPort, workerData } from "node:worker_threads";

interface Program {
  exited: boolean;
  run(instance: WebAssembly.Instance): Promise<void>;
}

let running: Program | undefined;
/** The program that ends when progress is told. */
let ends: Program | undefined;

function addEventListener(_type: "message", listener: (event: { data: unknown }) => void): void {
  parentPort?.on("message", (data) => {
    if (data === "end Go at progress") ends = running;
    else listener({ data });
  });
}

function postMessage(message: object): void {
  parentPort?.postMessage(message);
  if (!ends || !("progress" in message)) return;
  ends.exited = true;
  ends = undefined;
}

async function createImageBitmap(): Promise<{ close(): void }> {
  if (!workerData.decodes) throw new DOMException("The source image could not be decoded.", "InvalidStateError");
  return { close() {} };
}

Object.assign(globalThis, {
  addEventListener,
  createImageBitmap,
  postMessage,
});

// Node reads a Blob that is in memory within the same turn; in a browser others get theirs meanwhile.
const { arrayBuffer } = Blob.prototype;
Blob.prototype.arrayBuffer = async function () {
  await new Promise(setImmediate);
  return arrayBuffer.call(this);
};

await import(workerData.url);

const { Go } = globalThis as unknown as { Go: { prototype: Program } };
const { run } = Go.prototype;
Go.prototype.run = function (instance) {
  running = this;
  return run.call(this, instance);
};
