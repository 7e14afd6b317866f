// An upload's base64 text on its way to iDenfy. It is read in chunks of up to
// 256 KiB, each held to the alphabet by Go, and written into a request whose length
// is known before the first byte goes out. The request's last bytes are ours and
// are written only when everything before them was fine, so iDenfy never has a
// complete request of what was refused.
//
// Default reads and TransformStream hand over 4 kB at a time and cost 15 times
// as much: hence the BYOB reader.

import { CallFailure, callUpstream, type Reply } from "./upstream.ts";

/** A chunk is what a line brings in a second, within these, in bytes. */
const smallestChunk = 64 * 1024;
const largestChunk = 256 * 1024;

/** How long the caller may take for one chunk, and for all, in milliseconds. */
const chunkTimeout = 30_000;
const bodyTimeout = 5 * 60_000;

/** Returns how many of the bytes at the beginning are of the base64 alphabet. */
export type CheckBase64 = (bytes: Uint8Array) => number;

/** The request around the image's text, and its length in bytes. */
export interface Around {
  before: string;
  after: string;
  size: number;
}

export class UploadImage {
  #reader: ReadableStreamBYOBReader;
  #check: CheckBase64;
  /** How much is left to read. */
  #left: number;
  #until = Date.now() + bodyTimeout;
  #chunkBytes = smallestChunk;
  /** The first chunk, read for its head and sent later. */
  #first: Promise<Uint8Array>;
  /** Why the text is refused. */
  #refused: CallFailure | undefined;
  /** Nothing more is read: the upstream has answered, or the text is refused. */
  #over = false;

  constructor(body: ReadableStream, size: number, check: CheckBase64) {
    this.#reader = body.getReader({ mode: "byob" });
    this.#check = check;
    this.#left = size;
    this.#first = this.#next();
    this.#first.catch(() => {}); // told to who asks for the head
  }

  /** Up to so many bytes of the beginning. */
  async head(bytes: number): Promise<Uint8Array> {
    return (await this.#first).subarray(0, bytes);
  }

  /**
   * Sends the request; the upstream may take `limit` milliseconds for each chunk
   * and for its answer. Fails where the text is refused.
   */
  async send(url: string, headers: Record<string, string>, around: Around, limit: number): Promise<Reply> {
    const { readable, writable } = new FixedLengthStream(around.size);
    const writer = writable.getWriter();
    writer.closed.catch(() => {}); // told by the call itself
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
      // Either alone would leave the upstream waiting for the rest.
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

  /** Reads the next chunk, whole and held to the alphabet, into memory that is free again. */
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
      throw this.#refuse("cut-off"); // the caller has gone
    } finally {
      clearTimeout(late);
    }
  }

  /** The first reason counts, and none that is only that nothing more is read. */
  #refuse(reason: "not-base64" | "cut-off" | "stalled"): CallFailure {
    const failure = new CallFailure(reason);
    if (!this.#over) this.#refused ??= failure;
    return this.#refused ?? failure;
  }
}

/** Gives up on a promise that takes longer than this, in milliseconds. */
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

/** Whoever has not read the file has not taken it, whatever they say. */
function withoutSuccess(reply: Reply): Reply {
  return "status" in reply && reply.status < 300 ? { failed: "early-success" } : reply;
}

function isPadding(end: Uint8Array): boolean {
  return end.length <= 2 && end.every((byte) => byte === 0x3d);
}
