// The calls of the worker for files. A file is read once, so Go, the browser's decoder, the digest and the body all get
// the same bytes.
import { encodeBytes, headBytes } from "./catalogue.gen.ts";
import { EngineError } from "./engine.error.ts";
import type { Work as WorkWith } from "./engine.worker.ts";
import type { FilesProgram } from "./files.seam.ts";
import { sourceOf } from "./seam.ts";
import type { InspectOptions, InspectResult, Prepared, PrepareOptions } from "./types.ts";

/** The largest file in bytes that is read, whatever the limits are: a picture of 108 megapixels is smaller. */
export const maxWholeFile = 64 * 1024 * 1024;

/**
 * Bytes that are encoded before the worker yields, so that it can be cancelled and report progress. They become one part
 * of the body; many small ones cost the browser more.
 */
const bytesPerTurn = 5 * encodeBytes;

export type Work = WorkWith<FilesProgram>;

/** Judges a file, and encodes it if it is accepted. */
export async function prepare(work: Work, file: Blob, options: PrepareOptions): Promise<Prepared> {
  const { report: ofHead, bytes } = await open(work, file, options);
  if (!bytes) return { report: ofHead };
  const naming = options.sha256 ? digest(bytes) : undefined; // runs in another thread while Go inspects
  const report = work.program.inspectRest(sourceOf(bytes));
  if (!report.accepted) return { report };
  const [judged, sha256, body] = await Promise.all([judgedByBrowser(report, bytes), naming, encodeWhole(work, bytes)]);
  return judged.accepted ? { report: judged, sha256, body } : { report: judged };
}

export async function inspect(work: Work, file: Blob, options: InspectOptions): Promise<InspectResult> {
  const { report, bytes } = await judge(work, file, options);
  return report.accepted && bytes ? judgedByBrowser(report, bytes) : report;
}

export async function encode(work: Work, file: Blob): Promise<Blob> {
  return encodeWhole(work, await readWhole(file, work.signal));
}

interface Judged {
  report: InspectResult;
  /** Absent if the file is refused by its size or head. */
  bytes?: Uint8Array<ArrayBuffer>;
}

/** Go's report on a file. */
export async function judge(work: Work, file: Blob, options: InspectOptions): Promise<Judged> {
  const { report, bytes } = await open(work, file, options);
  return { report: bytes ? work.program.inspectRest(sourceOf(bytes)) : report, bytes };
}

/** Reads a file, unless it is refused by its size or head. The program continues after that head. */
async function open({ program, signal }: Work, file: Blob, options: InspectOptions): Promise<Judged> {
  const head = await read(file.slice(0, headBytes), signal);
  const name = file instanceof File ? file.name : "";
  const report = program.inspectHead({ head, size: file.size }, { ...options, name, mime: file.type });
  return report.accepted ? { report, bytes: await readWhole(file, signal) } : { report };
}

/** Lets the browser decode a picture: one that Go accepts may still fail. */
async function judgedByBrowser(report: InspectResult, bytes: Uint8Array<ArrayBuffer>): Promise<InspectResult> {
  if (!isPicture(report)) return report;
  try {
    (await createImageBitmap(new Blob([bytes]))).close();
    return report;
  } catch {
    const message = `The browser cannot show this ${report.type.toUpperCase()}: it is damaged. Export or scan it again.`;
    return {
      ...report,
      accepted: false,
      findings: [...report.findings, { code: "not-decodable", severity: "error", message }],
    };
  }
}

export function isPicture({ type }: InspectResult): boolean {
  return type === "jpeg" || type === "png";
}

/** Makes a Blob of each turn's text, which the browser's own process stores while the next one is encoded. */
async function encodeWhole({ program, signal, onProgress }: Work, bytes: Uint8Array): Promise<Blob> {
  const total = bytes.length;
  const text = new Uint8Array(4 * Math.ceil(Math.min(total, bytesPerTurn) / 3));
  const parts: Blob[] = [];
  for (let loaded = 0; loaded < total; ) {
    signal.throwIfAborted();
    const turn = bytes.subarray(loaded, loaded + bytesPerTurn);
    parts.push(new Blob([encodeTurn(program, turn, text)]));
    loaded += turn.length;
    onProgress({ loaded, total });
    await nextTurn();
  }
  return new Blob(parts, { type: "text/plain" });
}

/** Encodes the bytes into `text`, and returns the part of it that they fill. */
function encodeTurn(program: FilesProgram, bytes: Uint8Array, text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const source = sourceOf(bytes);
  let length = 0;
  for (let offset = 0; offset < source.size; offset += encodeBytes) {
    length += program.encode(source, offset, text.subarray(length));
  }
  return text.subarray(0, length);
}

/** The SHA-256 in hexadecimal digits; undefined outside secure contexts. */
async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const hash = await crypto.subtle?.digest("SHA-256", bytes);
  return hash && Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readWhole(file: Blob, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size > maxWholeFile) {
    throw new EngineError("file-too-large", `The file has ${file.size} bytes; at most ${maxWholeFile} are read.`);
  }
  return read(file, signal);
}

/** Reads a file; a cancelled call does not wait for it, since a file in cloud storage may take long. */
async function read(file: Blob, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  signal.throwIfAborted();
  const cancelled = Promise.withResolvers<never>();
  const cancel = () => cancelled.reject(signal.reason);
  signal.addEventListener("abort", cancel);
  try {
    return new Uint8Array(await Promise.race([file.arrayBuffer(), cancelled.promise]));
  } catch (cause) {
    signal.throwIfAborted();
    throw new EngineError(
      "file-unreadable",
      "The file could not be read. It was moved, changed or deleted since it was chosen: choose it again.",
      { cause },
    );
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

const turns = new MessageChannel();
turns.port1.start();

/** Resolves after the messages that are queued now; a timer would wait 4 ms. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    turns.port1.addEventListener("message", () => resolve(), { once: true });
    turns.port2.postMessage(null);
  });
}
