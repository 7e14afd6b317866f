// Forwards an upload's base64 text to iDenfy. It is read in chunks of up to 256 KiB, which Go checks against the base64
// alphabet, and written into a request whose length is known in advance. The request's last bytes are the gateway's and
// are written only if the whole text was valid, so iDenfy never gets a complete request with a refused text.
//
// A BYOB reader is used because default reads and TransformStream deliver 4 kB at a time and cost 15 times as much.
import { CallFailure, callUpstream, type Reply } from "./upstream.ts";

/** Bytes. A chunk is about what the connection delivers in a second, within these bounds. */
const smallestChunk = 64 * 1024;
const largestChunk = 256 * 1024;

/** How long the client may take for one chunk, and for the whole text, in milliseconds. */
const chunkTimeout = 30_000;
const bodyTimeout = 5 * 60_000;

/** Returns the length of the prefix that is in the base64 alphabet. */
export type CheckBase64 = (bytes: Uint8Array) => number;

/** The request around the image's text, and its total length in bytes. */
interface Around {
  before: string;
  after: string;
  size: number;
}

export class UploadImage {
  #reader: ReadableStreamBYOBReader;
  #check: CheckBase64;
  /** Bytes left to read. */
  #left: number;
  #until = Date.now() + bodyTimeout;
  #chunkBytes = smallestChunk;
  /** The first chunk, read for its head and sent later. */
  #first: Promise<Uint8Array>;
  /** Why the text is refused. */
  #refused: CallFailure | undefined;
  /** Reading has stopped: the upstream has answered, or the text is refused. */
  #over = false;

  constructor(body: ReadableStream, size: number, check: CheckBase64) {
    this.#reader = body.getReader({ mode: "byob" });
    this.#check = check;
    this.#left = size;
    this.#first = this.#next();
    this.#first.catch(() => {}); // head() rejects with it
  }

  /** The first bytes, fewer if the text is shorter. */
  async head(bytes: number): Promise<Uint8Array> {
    return (await this.#first).subarray(0, bytes);
  }

  /**
   * Sends the request. The upstream may take `limit` milliseconds for each chunk and for its answer. Throws a
   * CallFailure if the text is refused.
   */
  async send(url: string, headers: Record<string, string>, around: Around, limit: number): Promise<Reply> {
    const { readable, writable } = new FixedLengthStream(around.size);
    const writer = writable.getWriter();
    writer.closed.catch(() => {}); // the call reports it
    const call = new AbortController();
    const within = timeoutOf(limit, () => call.abort(new DOMException("the upstream is late", "TimeoutError")));
    const stop = (reason: unknown) => {
      this.#over = true;
      writer.abort(reason).catch(() => {});
      this.#reader.cancel(reason).catch(() => {});
    };
    const reply = callUpstream(url, { headers, body: readable }, call.signal);
    // The upstream may answer, or fail, before it has read everything.
    const ended = reply.then(() => stop("answered"));
    const write = (text: Uint8Array) => within(writer.write(text));
    const encoder = new TextEncoder();
    let whole = false;
    try {
      await write(encoder.encode(around.before));
      await this.#pump(write);
      whole = true;
      await write(encoder.encode(around.after));
      await within(writer.close());
    } catch (error) {
      // Both are needed, or the upstream would wait for the rest.
      if (this.#refused) {
        call.abort(error);
        stop(error);
      }
    }
    await within(ended);
    if (this.#refused) throw this.#refused;
    return whole ? reply : withoutSuccess(await reply);
  }

  async #pump(write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    let chunk = await this.#first;
    await write(chunk);
    while (this.#left > 0) {
      chunk = await this.#next(chunk.buffer as ArrayBuffer);
      await write(chunk);
    }
  }

  /** Reads and checks the next chunk, into the memory of the previous one if it is large enough. */
  async #next(free?: ArrayBuffer): Promise<Uint8Array> {
    const wanted = Math.min(this.#chunkBytes, this.#left);
    const buffer = free && free.byteLength >= wanted ? free : new ArrayBuffer(wanted);
    const began = Date.now();
    const value = await this.#read(new Uint8Array(buffer, 0, wanted));
    if (value?.length !== wanted) throw this.#refuse("cut-off");
    if (this.#refused) throw this.#refused;
    this.#left -= wanted;
    const factor = Date.now() - began < 1000 ? 4 : 1 / 4;
    this.#chunkBytes = Math.max(smallestChunk, Math.min(largestChunk, this.#chunkBytes * factor));
    const data = this.#check(value);
    if (data < wanted && !(this.#left === 0 && isPadding(value.subarray(data)))) throw this.#refuse("not-base64");
    return value;
  }

  async #read(buffer: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
    const late = setTimeout(
      () => {
        this.#refuse("stalled");
        this.#reader.cancel("stalled").catch(() => {});
      },
      Math.min(chunkTimeout, this.#until - Date.now()),
    );
    try {
      return (await this.#reader.readAtLeast(buffer.length, buffer)).value;
    } catch {
      throw this.#refuse("cut-off"); // the client has gone
    } finally {
      clearTimeout(late);
    }
  }

  /** The first reason counts. Errors after reading has stopped are no reason. */
  #refuse(reason: "not-base64" | "cut-off" | "stalled"): CallFailure {
    const failure = new CallFailure(reason);
    if (!this.#over) this.#refused ??= failure;
    return this.#refused ?? failure;
  }
}

/** Returns a function that calls `giveUp` if a promise takes longer than `limit` milliseconds. */
function timeoutOf(limit: number, giveUp: () => void): <T>(promise: Promise<T>) => Promise<T> {
  return async (promise) => {
    const late = setTimeout(giveUp, limit);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
    }
  };
}

/** A success before the whole file was read is not one. */
function withoutSuccess(reply: Reply): Reply {
  return "status" in reply && reply.status < 300 ? { failed: "early-success" } : reply;
}

function isPadding(end: Uint8Array): boolean {
  return end.length <= 2 && end.every((byte) => byte === 0x3d);
}
