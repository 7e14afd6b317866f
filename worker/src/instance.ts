// One Go program that answers many requests. Starting one costs 60 ms and 5 MB,
// so it is kept, retired by use and memory, and replaced when it ends.

import { type Env, hostImports } from "./host.ts";
import { type CheckBase64, UploadImage } from "./image.ts";
import { Seam } from "./seam.ts";

/** A request as Go sees it: no header but those that are named. */
export interface GatewayRequest {
  method: string;
  /** With what follows the question mark. */
  path: string;
  headers: Record<string, string>;
  /** Read bytes; or an upload, which Go only asks. */
  body?: Uint8Array | UploadImage;
}

interface Waiter {
  respond(read: () => Response): void;
  fail(reason: Error): void;
  image?: UploadImage;
}

/** What syumai/workers looks for on the global object while a Go program starts. */
declare global {
  var context: { env: Env; binding: object } | undefined;
}

/** After so many requests, or with so much memory, a new program takes over. */
const maxUses = 10_000;
const maxMemory = 48 * 1024 * 1024;

/** Longer than an upload may take with all that belongs to it, in milliseconds. */
const deadline = 8 * 60_000;

export class GatewayInstance {
  readonly #go: Seam;
  readonly #waiters = new Map<number, Waiter>();
  #uses = 0;
  #ready = false;
  #ended = false;

  constructor(env: Env) {
    const waiter = (request: number) => this.#waiters.get(request);
    // Go reads the context while its packages start, which is over when the
    // constructor returns: no other request can come in between.
    globalThis.context = { env, binding: {} };
    this.#go = new Seam(
      (side) => ({
        host: hostImports(side, {
          env,
          image: (request) => waiter(request)?.image,
          respond: (request, read) => waiter(request)?.respond(read),
        }),
        workers: {
          ready: () => {
            this.#ready = true;
          },
        },
      }),
      () => this.#end(),
    );
    globalThis.context = undefined;
  }

  /** Whether the next request needs a new program. */
  get retired(): boolean {
    return this.#ended || this.#uses >= maxUses || this.memory > maxMemory;
  }

  /** Bytes of wasm memory. */
  get memory(): number {
    return this.#go.memory;
  }

  get checkBase64(): CheckBase64 {
    return this.#go.checkBase64;
  }

  async handle({ method, path, headers, body }: GatewayRequest): Promise<Response> {
    if (this.#ended || !this.#ready) throw new Error("the Go program has ended");
    const id = ++this.#uses;
    const image = body instanceof UploadImage ? body : undefined;
    const answered = new Promise<() => Response>((respond, fail) => this.#waiters.set(id, { respond, fail, image }));
    const late = setTimeout(
      () => this.#waiters.get(id)?.fail(new Error("the Go program did not answer in time")),
      deadline,
    );
    try {
      this.#go.serve(id, writeHead(method, path, headers), body instanceof Uint8Array ? body : undefined);
      return (await answered)();
    } finally {
      clearTimeout(late);
      this.#waiters.delete(id);
    }
  }

  /** A Go program that ends leaves nobody waiting. */
  #end(): void {
    this.#ended = true;
    for (const { fail } of this.#waiters.values()) fail(new Error("the Go program ended"));
  }
}

/** What request_js.go reads. */
function writeHead(method: string, path: string, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `${method} ${path}\n${lines.join("")}\n`;
}
