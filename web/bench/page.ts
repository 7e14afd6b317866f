// The page's side of the bench: what is timed, and against what. Contenders take turns, so that what else the machine
// does meets all of them.
import { encodeBytes } from "../src/catalogue.gen.ts";
import { FilesProgram } from "../src/files.seam.ts";
import { loadModule, startGo } from "../src/go.ts";
import { createClient, createEngine, type Limits } from "../src/index.ts";
import { start } from "../src/seam.ts";
import { StepsProgram } from "../src/steps.seam.ts";

const engine = createEngine();
const client = createClient();

const most = Number.MAX_SAFE_INTEGER;
const limits: Limits = { request: most, image: most, pixels: most, pages: most };

/** Milliseconds of each round, by contender. */
export type Times<Name extends string> = Record<Name, number[]>;

/** Runs each contender once to warm up, then all of them in turn, round by round, with a pause before each. */
async function takeTurns<Name extends string>(
  rounds: number,
  contenders: Record<Name, () => unknown>,
  pause = 0,
): Promise<Times<Name>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Times<Name>;
  for (const name of names) await contenders[name]();
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length] as Name;
      await new Promise((over) => setTimeout(over, pause));
      const start = performance.now();
      await contenders[name]();
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** The file that was put into the input of that name, from the disk. */
function chosen(name: string): File {
  const file = document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.files?.[0];
  if (!file) throw new Error(`no file ${name}`);
  return file;
}

async function prepared(file: File): Promise<Blob> {
  const { body, report } = await engine.prepare(file, { limits });
  if (!body) throw new Error(`refused: ${JSON.stringify(report.findings)}`);
  return body;
}

/** From the chosen file to the answer of who it was posted to; `sending` is the part of it that no encoder can save. */
export async function post(rounds: number, name: string) {
  const ready = await prepared(chosen(name));
  const contenders = {
    own: () => postOwn(name),
    fileReader: () => postFileReader(name),
    toBase64: () => postToBase64(name),
    sending: () => upload(ready),
  };
  // The string of 33 MB that one leaves behind is not charged to the next.
  return takeTurns(rounds, contenders, 200);
}

export async function postOwn(name: string): Promise<void> {
  await upload(await prepared(chosen(name)));
}

const upload = (body: Blob) => client.uploadStep({ scanRef: "bench", step: "UTILITY_BILL", body });

export async function postFileReader(name: string): Promise<void> {
  const file = chosen(name);
  const dataURL = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  await postJSON(JSON.stringify({ image: dataURL.slice(dataURL.indexOf(",") + 1) }), file);
}

async function postToBase64(name: string): Promise<void> {
  const file = chosen(name);
  await postJSON(new Blob(['{"image":"', ...(await toBase64Parts(file)), '"}']), file);
}

async function postJSON(body: string | Blob, file: File): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch("/v1/upload", { method: "POST", headers, body });
  const { bytes } = await response.json();
  const expected = Math.ceil(file.size / 3) * 4 + '{"image":""}'.length;
  if (bytes !== expected) throw new Error(`${bytes} bytes arrived, not ${expected}`);
}

interface WithToBase64 {
  toBase64(): string;
}

/** In parts of 256 KiB, since browsers take longer to send much smaller ones. */
async function toBase64Parts(file: File): Promise<string[]> {
  const parts: string[] = [];
  let rest = new Uint8Array();
  const encode = (bytes: Uint8Array) => parts.push((bytes as unknown as WithToBase64).toBase64());
  for await (const chunk of file.stream()) {
    const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
    const whole = bytes.length - (bytes.length % 3);
    for (let i = 0; i < whole; i += encodeBytes) encode(bytes.subarray(i, Math.min(i + encodeBytes, whole)));
    rest = bytes.slice(whole);
  }
  encode(rest);
  return parts;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** What judging costs beside encoding. */
export function prepare(rounds: number, name: string) {
  const file = chosen(name);
  return takeTurns(rounds, { prepare: () => prepared(file), encode: () => engine.encode(file) });
}

/** What a file costs by its size. */
export function sizes(rounds: number, names: string[]) {
  return takeTurns(rounds, Object.fromEntries(names.map((name) => [name, () => prepared(chosen(name))])));
}

/** The size of the wasm memory in bytes after the first of these files, and after ten times all of them. */
export async function memory(names: string[]): Promise<{ one: number; all: number }> {
  const own = createEngine();
  const sizes = [];
  for (let i = 0; i < 10; i++) {
    for (const name of names) {
      await own.prepare(chosen(name), { limits });
      sizes.push(await own.memory());
    }
  }
  own.close();
  return { one: sizes[0] as number, all: Math.max(...sizes) };
}

/** The encode kernels over 25 MB that are in the wasm memory already. */
export async function kernel(rounds: number, url: string) {
  const { exports } = await startGo(await loadModule(url));
  const { own, standard } = exports as unknown as Record<"own" | "standard", (times: number) => void>;
  return takeTurns(rounds, { own: () => own(128), standard: () => standard(128) });
}

/** From a URL that no cache knows to a program that waits for calls. */
export function ready(rounds: number, urls: Record<"files" | "steps" | "empty", string>) {
  let n = 0;
  const fresh = (url: string) => loadModule(`${new URL(url, location.href)}?${n++}`);
  return takeTurns(rounds, {
    files: async () => start(FilesProgram, await fresh(urls.files)),
    steps: async () => start(StepsProgram, await fresh(urls.steps)),
    empty: async () => startGo(await fresh(urls.empty)),
  });
}

/** Checking payloads of about these sizes in bytes, against JSON.parse of the same text. */
export async function check(rounds: number, small: number, large: number) {
  const texts = { small: largePayload(small), large: largePayload(large) };
  for (const text of Object.values(texts)) {
    const { valid, findings } = await engine.check(text);
    if (!valid) throw new Error(`the payload is refused: ${JSON.stringify(findings.slice(0, 3))}`);
  }
  const times = await takeTurns(rounds, {
    small: () => engine.check(texts.small),
    large: () => engine.check(texts.large),
    parse: () => JSON.parse(texts.small),
  });
  return { times, bytes: { small: texts.small.length, large: texts.large.length } };
}

/** What a keystroke costs in a payload of about so many bytes: its findings and one person's steps. */
export function keystroke(rounds: number, bytes: number) {
  const text = largePayload(bytes);
  const person = { country: "LT", document: "PASSPORT", locale: "lt" };
  return takeTurns(rounds, {
    review: () => engine.review(text, { person }),
    twoCalls: () => Promise.all([engine.check(text), engine.resolve(text, person)]),
  });
}

const locales = "bg cs de en es et fr hi hu id it ja lt lv nl pl pt ro ru sk sv th uk vi".split(" ");

/** A token request whose steps have texts in all locales: 40 steps are about 100 kB. */
function largePayload(bytes: number): string {
  const texts = Object.fromEntries(
    locales.map((locale) => [locale, { name: `Bill (${locale})`, description: "A utility bill of three months." }]),
  );
  const step = { type: "UPLOAD", texts, settings: { canUpload: true, canCapture: true, canUploadPDF: true } };
  const count = Math.round(bytes / JSON.stringify(step).length);
  const steps = Object.fromEntries(Array.from({ length: count }, (_, i) => [`STEP_${i + 1}`, step]));
  return JSON.stringify({ clientId: "bench", additionalSteps: { ALL: { ALL: steps } } });
}
