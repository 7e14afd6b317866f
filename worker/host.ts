// What the Go side needs of the runtime: one object, the only bridge. Go calls a
// method with a number, and hears of the outcome by `done` with that number.

export interface Env {
  DB: D1Database;
  LIMIT_IP?: RateLimit;
  LIMIT_SUBJECT?: RateLimit;
  /** Plain settings and secrets; internal/gateway/config.go names them. */
  [name: string]: unknown;
}

/** An answer of the upstream, or why there is none. */
export type Reply = { status: number; body: string } | { failed: "timeout" | "network" | "too-large" };

/** Set by Go when it starts; `failed` is the text of an error, where there is one. */
export type Done = (id: number, value: unknown, failed?: string) => void;

export class Host {
  done: Done = () => {};

  constructor(readonly env: Env) {}

  /** Calls the upstream; `limit` bounds the whole call, in milliseconds. */
  fetch(id: number, url: string, headers: Record<string, string>, body: string, limit: number): void {
    this.answer(id, callUpstream(url, { headers, body }, this.timeout(limit)).then(withoutTexts));
  }

  /** Writes one line of the log; what Go writes to a file comes back to it as an event. */
  log(line: string): void {
    console.log(line);
  }

  /** Runs one statement and gives its rows as JSON text. */
  query(id: number, sql: string, params: unknown[]): void {
    const rows = this.env.DB.prepare(sql)
      .bind(...params)
      .all();
    this.answer(
      id,
      rows.then(({ results }) => JSON.stringify(results)),
    );
  }

  /** A signal for a call's time limit; IDENFY_TIMEOUT_MS makes it shorter. */
  timeout(limit: number): AbortSignal {
    return AbortSignal.timeout(Math.min(limit, Number(this.env.IDENFY_TIMEOUT_MS) || limit));
  }

  /** Tells Go what came of a promise. */
  answer(id: number, promise: Promise<unknown>): void {
    promise.then(
      (value) => this.done(id, value),
      (error) => this.done(id, undefined, String(error)),
    );
  }
}

/** iDenfy's longest reply is a few kB; internal/idenfy refuses what is longer than this too. */
const maxReplyBytes = 1024 * 1024;

export async function callUpstream(
  url: string,
  init: { headers: Record<string, string>; body: BodyInit },
  signal: AbortSignal,
): Promise<Reply> {
  try {
    // A redirect would carry the secret to wherever it points.
    const response = await fetch(url, { method: "POST", ...init, signal, redirect: "manual" });
    const body = await readText(response.body, maxReplyBytes);
    return body === undefined ? { failed: "too-large" } : { status: response.status, body };
  } catch {
    return { failed: signal.aborted && signal.reason?.name === "TimeoutError" ? "timeout" : "network" };
  }
}

/**
 * A token's reply says of each step what the person reads, in up to 24 languages.
 * That is most of it and nothing to the Go side, where reading JSON costs ten
 * times as much as here.
 */
function withoutTexts(reply: Reply): Reply {
  if ("failed" in reply) return reply;
  try {
    return { status: reply.status, body: JSON.stringify(JSON.parse(reply.body), dropTexts) };
  } catch {
    return reply; // no JSON: Go says so
  }
}

function dropTexts(this: object, name: string, value: unknown): unknown {
  return name === "texts" && "settings" in this ? undefined : value;
}

async function readText(stream: ReadableStream<Uint8Array> | null, max: number): Promise<string | undefined> {
  const bytes = await readBytes(stream, max);
  return bytes && new TextDecoder().decode(bytes);
}

/** Reads a whole stream; undefined where it holds more than max bytes. */
export async function readBytes(
  stream: ReadableStream<Uint8Array> | null,
  max: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > max) return undefined;
    chunks.push(chunk);
  }
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
