// The host calls: what the runtime does for Go. Each call has a number, under which its answer is returned.
import type { UploadImage } from "./image.ts";
import type { Answer, Call, Seam } from "./seam.ts";
import { CallFailure, callUpstream, post, type Reply } from "./upstream.ts";

export interface Env {
  DB: D1Database;
  LIMIT_IP?: RateLimit;
  LIMIT_SUBJECT?: RateLimit;
  LIMIT_TOKEN?: RateLimit;
  /** Plain settings and secrets; internal/gateway/config.go names them. */
  [name: string]: unknown;
}

export interface Host {
  env: Env;
  /** The body of the upload with this request's number. */
  image(request: number): UploadImage | undefined;
  /** Takes the answer to a request; `read` may throw. */
  respond(request: number, read: () => Response): void;
}

/** Go's imports, as seam_js.go declares them. A text is passed by address and length. */
export function hostImports(go: Seam, { env, image, respond }: Host): WebAssembly.ModuleImports {
  // An exception must not pass through Go's stack, so all work is inside the promise.
  const answer = (call: Call, work: () => Promise<Answer>) =>
    void Promise.resolve()
      .then(work)
      .then(
        (value) => go.done(call, value),
        (error) => go.done(call, reasonOf(error), true),
      );
  const imageOf = (request: number) => {
    const upload = image(request);
    if (!upload) throw new Error("Go asked for an image that is not there");
    return upload;
  };
  return {
    fetch(call: Call, at: number, length: number, limit: number) {
      const { url, headers, body } = readRequest(go.text(at, length));
      const signal = AbortSignal.timeout(within(env, limit));
      answer(call, async () => writeReply(withoutTexts(await callUpstream(url, { headers, body }, signal))));
    },
    post(call: Call, at: number, length: number, limit: number) {
      const { url, headers, body } = readRequest(go.text(at, length));
      answer(call, async () => writeReply(await post(url, { headers, body }, AbortSignal.timeout(limit))));
    },
    query(call: Call, at: number, length: number) {
      const statements = go.text(at, length);
      answer(call, () => query(env.DB, statements));
    },
    head(call: Call, request: number, bytes: number) {
      answer(call, () => imageOf(request).head(bytes));
    },
    send(
      call: Call,
      request: number,
      at: number,
      length: number,
      tailAt: number,
      tailLength: number,
      size: number,
      limit: number,
    ) {
      const { url, headers, body } = readRequest(go.text(at, length));
      const around = { before: body, after: go.text(tailAt, tailLength), size };
      answer(call, async () => writeReply(await imageOf(request).send(url, headers, around, within(env, limit))));
    },
    log(at: number, length: number) {
      console.log(go.text(at, length));
    },
    respond(request: number, headAt: number, headLength: number, bodyAt: number, bodyLength: number) {
      const head = go.text(headAt, headLength);
      const body = go.bytes(bodyAt, bodyLength);
      respond(request, () => readResponse(head, body));
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof CallFailure ? error.message : String(error);
}

function readRequest(text: string): { url: string; headers: Record<string, string>; body: string } {
  const end = text.indexOf("\n\n");
  const [url = "", ...lines] = text.slice(0, end).split("\n");
  return { url, headers: Object.fromEntries(lines.map(splitHeader)), body: text.slice(end + 2) };
}

function readResponse(head: string, body: Uint8Array<ArrayBuffer>): Response {
  const [status, ...lines] = head.split("\n");
  return new Response(body, { status: Number(status), headers: Object.fromEntries(lines.map(splitHeader)) });
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(": ");
  return [line.slice(0, colon), line.slice(colon + 2)];
}

/** A time limit in milliseconds; IDENFY_TIMEOUT_MS makes it shorter. */
function within(env: Env, limit: number): number {
  return Math.min(limit, Number(env.IDENFY_TIMEOUT_MS) || limit);
}

function writeReply(reply: Reply): string {
  if ("failed" in reply) throw new CallFailure(reply.failed);
  return `${reply.status}\n${reply.body}`;
}

/** The Run of internal/d1store: runs statements as one transaction, and returns the rows of the last as JSON. */
export async function query(database: D1Database, text: string): Promise<string> {
  const statements: { sql: string; params: unknown[] | null }[] = JSON.parse(text);
  const prepared = statements.map(({ sql, params }) => database.prepare(sql).bind(...(params ?? [])));
  const [only, ...others] = prepared;
  const last = only && others.length === 0 ? await only.all() : (await database.batch(prepared)).at(-1);
  return JSON.stringify(last?.results);
}

/**
 * Removes the steps' texts from a token's reply. In all languages they are most of it; Go does not need them, and
 * parsing JSON is ten times slower there.
 */
function withoutTexts(reply: Reply): Reply {
  if ("failed" in reply) return reply;
  try {
    const token = JSON.parse(reply.body);
    for (const documents of branches(token.additionalSteps)) {
      for (const branch of branches(documents)) for (const step of branches(branch)) delete step.texts;
    }
    return { status: reply.status, body: JSON.stringify(token) };
  } catch {
    return reply; // Go reports that it is not JSON
  }
}

function branches(of: Record<string, unknown>): Record<string, unknown>[] {
  return Object.values(of ?? {}).filter((value) => value instanceof Object) as Record<string, unknown>[];
}
