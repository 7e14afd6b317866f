// An upload's base64 text on its way to iDenfy. It is read in chunks of 1 MiB,
// each held to the alphabet by Go, and written into a request whose length is
// known before the first byte goes out. The request's last bytes are ours and
// are written only when everything before them was fine, so iDenfy never has a
// complete request of what was refused.
//
// Default reads and TransformStream hand over 4 kB at a time and cost 15 times
// as much: hence the BYOB reader.

import { callUpstream, type Host, type Reply } from "./host.ts";

const chunkBytes = 1024 * 1024;

/** How long the caller may let us wait for the next chunk, in milliseconds. */
const patience = 30_000;

/** Returns how many of the bytes at the beginning are of the base64 alphabet. */
export type CheckBase64 = (bytes: Uint8Array) => number;

export class UploadImage {
  /** Why the text is refused. */
  refused: "" | "not-base64" | "cut-off" | "stalled" = "";

  #reader: ReadableStreamBYOBReader;
  /** The first chunk, read for its head and sent later. */
  #first: Uint8Array | undefined;
  /** How much is left to read. */
  #left: number;

  constructor(
    body: ReadableStream,
    size: number,
    readonly host: Host,
    readonly check: CheckBase64,
  ) {
    this.#reader = body.getReader({ mode: "byob" });
    this.#left = size;
  }

  /** Gives Go up to n bytes of the beginning. */
  head(id: number, n: number): void {
    const head = this.#next(new Uint8Array(Math.min(chunkBytes, this.#left))).then((chunk) => {
      this.#first = chunk;
      return chunk.subarray(0, n);
    });
    this.host.answer(id, head);
  }

  /** Sends the request and gives Go the reply. */
  send(
    id: number,
    url: string,
    headers: Record<string, string>,
    before: string,
    after: string,
    length: number,
    limit: number,
  ): void {
    this.host.answer(id, this.#send(url, headers, before, after, length, limit));
  }

  async #send(
    url: string,
    headers: Record<string, string>,
    before: string,
    after: string,
    length: number,
    limit: number,
  ): Promise<Reply> {
    const { readable, writable } = new FixedLengthStream(length);
    const writer = writable.getWriter();
    writer.closed.catch(() => {}); // told by the call itself
    const cancel = new AbortController();
    const stop = (reason: unknown) => {
      writer.abort(reason).catch(() => {});
      this.#reader.cancel(reason).catch(() => {});
    };
    const signal = AbortSignal.any([cancel.signal, this.host.timeout(limit)]);
    const reply = callUpstream(url, { headers, body: readable }, signal);
    // The upstream may answer, or fail, before it has read everything.
    const ended = reply.then(() => stop("answered"));
    try {
      await this.#pump(writer, before, after);
    } catch (error) {
      // Either alone would leave the upstream waiting for the rest.
      if (this.refused) {
        cancel.abort(error);
        stop(error);
      }
    }
    await ended;
    return reply;
  }

  async #pump(writer: WritableStreamDefaultWriter, before: string, after: string): Promise<void> {
    const text = new TextEncoder();
    await writer.write(text.encode(before));
    let chunk = this.#first;
    this.#first = undefined;
    while (chunk) {
      await writer.write(chunk);
      if (this.#left === 0) break;
      chunk = await this.#next(new Uint8Array(chunk.buffer as ArrayBuffer, 0, Math.min(chunkBytes, this.#left)));
    }
    await writer.write(text.encode(after));
    await writer.close();
  }

  /** Fills the buffer with the next bytes, whole and held to the alphabet. */
  async #next(buffer: Uint8Array): Promise<Uint8Array> {
    const wanted = buffer.length;
    const late = setTimeout(() => {
      this.#refuse("stalled");
      this.#reader.cancel("stalled").catch(() => {});
    }, patience);
    let value: Uint8Array | undefined;
    try {
      ({ value } = await this.#reader.readAtLeast(wanted, buffer));
    } catch {
      this.#refuse("cut-off"); // the caller has gone
    } finally {
      clearTimeout(late);
    }
    if (value?.length !== wanted) this.#refuse("cut-off");
    if (this.refused || !value) throw new Error(this.refused);
    this.#left -= wanted;
    const data = this.check(value);
    if (data < wanted && !(this.#left === 0 && isPadding(value.subarray(data)))) {
      this.#refuse("not-base64");
      throw new Error(this.refused);
    }
    return value;
  }

  /** The first reason counts. */
  #refuse(reason: UploadImage["refused"]): void {
    this.refused ||= reason;
  }
}

function isPadding(end: Uint8Array): boolean {
  return end.length <= 2 && end.every((byte) => byte === 0x3d);
}
