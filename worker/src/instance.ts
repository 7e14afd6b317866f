// One Go program that answers many requests. Starting one costs 60 ms and 5 MB, so it is kept; it is replaced when it
// ends, and after a number of requests or above a size of memory.
import { type Env, hostImports } from "./host.ts";
import { type CheckBase64, UploadImage } from "./image.ts";
import { Seam } from "./seam.ts";

/** A request as it is passed to Go. */
interface GatewayRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  /** The bytes; or an upload, whose text stays in JavaScript. */
  body?: Uint8Array | UploadImage;
}

interface Waiter {
  respond(read: () => Response): void;
  fail(reason: Error): void;
  image?: UploadImage;
}

/** syumai/workers reads this while a Go program starts. */
declare global {
  var context: { env: Env; binding: object } | undefined;
}

/** After this many requests, or with more memory in bytes, a new program takes over. */
const maxUses = 10_000;
const maxMemory = 48 * 1024 * 1024;

/** Longer than a whole upload may take, in milliseconds. */
const deadline = 8 * 60_000;

export class GatewayInstance {
  readonly #go: Seam;
  readonly #waiters = new Map<number, Waiter>();
  #uses = 0;
  #ready = false;
  #ended = false;

  constructor(env: Env) {
    const waiter = (request: number) => this.#waiters.get(request);
    // Go reads the context while its packages are initialised: before the constructor returns, so no other request can
    // interfere.
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

  /** The Go program has ended: fails the waiting requests. */
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
