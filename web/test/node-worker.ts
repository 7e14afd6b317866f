import { Worker as Thread } from "node:worker_threads";

/**
 * The platform's Worker over a thread of Node's, so that the engine's two sides meet in a unit test as they do in a
 * page. Put it in the place of the global Worker.
 */
export class NodeWorker {
  /** Every worker made, newest last. */
  static readonly made: NodeWorker[] = [];
  /** Whether createImageBitmap takes a picture in the workers made from now on. */
  static decodes = true;

  onmessage?: (event: { data: unknown }) => void;
  onerror?: (event: { message: string; preventDefault(): void }) => void;
  /** The name of its script. */
  readonly script: string;
  readonly #thread: Thread;

  constructor(url: URL) {
    this.script = url.pathname.replace(/.*\//, "");
    const thread = new URL("./node-worker-thread.ts", import.meta.url);
    this.#thread = new Thread(thread, { workerData: { url: url.href, decodes: NodeWorker.decodes } });
    this.#thread.on("message", (data) => this.onmessage?.({ data }));
    this.#thread.on("error", ({ message }) => this.onerror?.({ message, preventDefault() {} }));
    NodeWorker.made.push(this);
  }

  postMessage(message: unknown): void {
    this.#thread.postMessage(message);
  }

  terminate(): Promise<number> {
    return this.#thread.terminate();
  }

  /** Ends the Go program as its own exit would, in the middle of the work that next tells how far it is. */
  endGoAtProgress(): void {
    this.#thread.postMessage("end Go at progress");
  }
}
