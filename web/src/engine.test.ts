import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NodeWorker } from "../test/node-worker.ts";
import { serve } from "../test/server.ts";
import { integrityOf, serveWasm, wasm } from "../test/wasm.ts";
import { createEngine } from "./engine.ts";
import type { Engine, EngineOptions, Progress } from "./types.ts";

const png = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
  (char) => char.charCodeAt(0),
);
const person = { country: "LT", document: "PASSPORT", locale: "en" };
const payload = '{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}';

let engines: Engine[] = [];

beforeEach(() => {
  vi.stubGlobal("Worker", NodeWorker);
  vi.stubGlobal("location", new URL("http://localhost/page/"));
  NodeWorker.decodes = true;
});

afterEach(() => {
  for (const engine of engines) engine.close();
  engines = [];
  vi.unstubAllGlobals();
});

/** An engine that is closed after the test. */
function engineWith(options: EngineOptions): Engine {
  const engine = createEngine(options);
  engines.push(engine);
  return engine;
}

/** Options of a program that is served. */
async function served(program: "files" | "steps") {
  return { wasmURL: await serve(serveWasm(program)) };
}

async function servedEngine(): Promise<Engine> {
  return engineWith({ files: await served("files"), steps: await served("steps") });
}

function lastWorker(): NodeWorker {
  const worker = NodeWorker.made.at(-1);
  if (!worker) throw new Error("no worker was made");
  return worker;
}

test("making an engine needs nothing of a browser", async () => {
  vi.unstubAllGlobals();
  expect("Worker" in globalThis).toBe(false);
  createEngine().close();
});

test("checks, resolves and normalises a payload", async () => {
  const engine = await servedEngine();
  expect(await engine.check(payload)).toMatchObject({ valid: true, findings: [] });
  expect(await engine.resolve(payload, person)).toMatchObject({ ...person, steps: [{ name: "UTILITY_BILL" }] });
  expect(await engine.normalise(`${payload} // as in the documentation`)).toEqual(JSON.parse(payload));
  expect(await engine.check(new TextEncoder().encode(payload))).toMatchObject({ valid: true, findings: [] });
});

test("takes the payload out of what was pasted", async () => {
  const engine = await servedEngine();
  expect(await engine.importText(`curl -u $KEY:$SECRET https://x.example -d '${payload}'`)).toEqual({
    text: payload,
    was: "a command that sends a request, such as curl",
  });
  expect(await engine.importText("clientId: user-42")).toEqual({ text: null, was: "YAML" });
  expect(await engine.importText(payload)).toEqual({ text: payload, was: "" });
});

test("a review is a check and a resolution in one", async () => {
  const engine = await servedEngine();
  const text = '{"additionalSteps":{"ALL":{"ALL":["UTILITY_BIL","UTILITY_BILL"]}}}';
  expect(await engine.review(text, { person })).toEqual({
    ...(await engine.resolve(text, person)),
    ...(await engine.check(text)),
  });
  expect(await engine.review(payload)).toMatchObject({ valid: true, country: "", steps: [{ name: "UTILITY_BILL" }] });
});

test("a call uses the environment that it is given, whatever the calls before it were given", async () => {
  const engine = await servedEngine();
  const named = (title: string) => ({
    steps: { UTILITY_BILL: { type: "UPLOAD" as const, texts: { en: { name: title, description: title } } } },
  });
  const title = async (environment?: object) =>
    (await engine.review(payload, { person, environment })).steps.map(({ title }) => title);
  const own = await title();
  expect(await title(named("One"))).toEqual(["One"]);
  expect(await title(named("One"))).toEqual(["One"]);
  expect(await title()).toEqual(own);
  expect(await title(named("Two"))).toEqual(["Two"]);
  await engine.checkEnvironment(JSON.stringify(named("Asked about")));
  expect(await title(named("Two"))).toEqual(["Two"]);
  await expect(title({ steps: 1 })).rejects.toMatchObject({ code: "environment-invalid" });
  expect(await title()).toEqual(own);
});

test("an environment is checked by itself, and one with errors is not used", async () => {
  const engine = await servedEngine();
  expect(await engine.checkEnvironment('{"overrides":true}')).toEqual({ valid: true, findings: [] });
  expect(await engine.checkEnvironment('{"steps":[]}')).toMatchObject({
    valid: false,
    findings: [{ severity: "error", pointer: "/steps" }],
  });
  const environment = { poaDocuments: ["Library Card"] };
  const failure = { code: "environment-invalid", message: /poaDocuments\/0/ };
  await expect(engine.check(payload, { environment })).rejects.toMatchObject(failure);
  await expect(engine.resolve(payload, { environment, ...person })).rejects.toMatchObject(failure);
});

test("says where a payload is wrong, in UTF-16 units", async () => {
  const engine = await servedEngine();
  const { valid, findings } = await engine.check('{\n  "🏠": x }');
  expect(valid).toBe(false);
  expect(findings).toMatchObject([{ severity: "error", line: 2, column: 9 }]);
});

test("inspects a picture, and the browser has the last word", async () => {
  const file = new File([png], "bill.png", { type: "image/png" });
  expect(await (await servedEngine()).inspect(file)).toMatchObject({ type: "png", accepted: true, findings: [] });
  NodeWorker.decodes = false;
  expect(await (await servedEngine()).inspect(file)).toMatchObject({
    accepted: false,
    findings: [{ code: "not-decodable", severity: "error" }],
  });
});

test("prepares a picture: judged, named and encoded", async () => {
  const engine = await servedEngine();
  const file = new File([png], "bill.png", { type: "image/png" });
  const { report, body, sha256 } = await engine.prepare(file, { sha256: true });
  expect(report).toEqual(await engine.inspect(file));
  expect(await body?.text()).toBe(Buffer.from(png).toString("base64"));
  expect(sha256).toBe(createHash("sha256").update(png).digest("hex"));
  expect(await engine.prepare(file)).toEqual({ report, body: expect.any(Blob) });
});

test("prepares nothing to send of what is refused", async () => {
  const engine = await servedEngine();
  const refused = async (file: File, finding: object) => {
    const prepared = await engine.prepare(file);
    expect(prepared).toEqual({ report: expect.objectContaining({ accepted: false }) });
    expect(prepared.report.findings).toContainEqual(expect.objectContaining(finding));
  };
  await refused(new File(["Dear reviewer"], "bill.pdf"), { severity: "error" });
  await refused(new File([png.slice(0, 40)], "bill.png"), { severity: "error" });
  await refused(new File([], "bill.png"), { severity: "error" });
  NodeWorker.decodes = false;
  engine.close();
  const strict = await servedEngine();
  expect(await strict.prepare(new File([png], "bill.png"))).toEqual({
    report: expect.objectContaining({ accepted: false }),
  });
});

test("does not read what its size and its head rule out, nor what no memory should hold", async () => {
  const engine = await servedEngine();
  const head = png.slice(0, 33);
  const file = new File([head, new Uint8Array(80 * 1024 * 1024)], "bill.png", { type: "image/png" });
  const refused = { type: "png", bytes: file.size, accepted: false };
  expect(await engine.inspect(file)).toMatchObject(refused);
  expect(await engine.prepare(file)).toMatchObject({ report: refused });
  const most = Number.MAX_SAFE_INTEGER;
  const limits = { request: most, image: most, pixels: most, pages: most };
  await expect(engine.prepare(file, { limits })).rejects.toMatchObject({ code: "file-too-large" });
  await expect(engine.encode(file)).rejects.toMatchObject({ code: "file-too-large" });
});

test("a file is judged on from its own head, whatever else is asked for meanwhile", async () => {
  const engine = await servedEngine();
  const both = [new File([png], "bill.pdf"), new Blob([png.slice(0, 40)])];
  const each = [];
  for (const file of both) each.push(await engine.inspect(file));
  expect(each).toMatchObject([{ findings: [{ code: "type-disguised" }] }, { findings: [{ code: "truncated" }] }]);
  const many = Array.from({ length: 20 }, () => both).flat();
  const reports = await Promise.all(many.map((file) => engine.inspect(file)));
  for (const [i, report] of reports.entries()) expect(report).toEqual(each[i % 2]);
});

test("files are worked on one after the other, and what is cancelled gives way", async () => {
  const engine = await servedEngine();
  const file = new Blob([new Uint8Array(10_000_000)]);
  const cancel = new AbortController();
  const { signal } = cancel;
  const told: string[] = [];
  const first = engine.encode(file, { signal, onProgress: () => cancel.abort("another file") });
  const second = engine.encode(file, { signal, onProgress: () => told.push("second") });
  const third = engine.encode(new Blob([png]), { onProgress: () => told.push("third") });
  await expect(first).rejects.toBe("another file");
  await expect(second).rejects.toBe("another file");
  expect(await (await third).text()).toBe(Buffer.from(png).toString("base64"));
  expect(told).toEqual(["third"]);
});

test("encodes in small parts and tells how far it is", async () => {
  const engine = await servedEngine();
  const bytes = Uint8Array.from({ length: 3_000_001 }, (_, i) => (i * i) >> 3);
  const progress: Progress[] = [];
  const encoded = await engine.encode(new Blob([bytes]), { onProgress: (now) => progress.push(now) });
  expect(await encoded.text()).toBe(Buffer.from(bytes).toString("base64"));
  expect(progress.length).toBeGreaterThan(2);
  expect(progress.at(-1)).toEqual({ loaded: bytes.length, total: bytes.length });
});

test("encodes nothing as nothing", async () => {
  const encoded = await (await servedEngine()).encode(new Blob([]));
  expect(encoded.size).toBe(0);
});

test("a cancelled call rejects with its signal's reason, and others go on", async () => {
  const engine = await servedEngine();
  const file = new Blob([new Uint8Array(25_000_000)]);
  const cancel = new AbortController();
  const cancelled = engine.encode(file, { signal: cancel.signal, onProgress: () => cancel.abort("enough") });
  const other = engine.encode(new Blob([png]));
  await expect(cancelled).rejects.toBe("enough");
  expect(await (await other).text()).toBe(Buffer.from(png).toString("base64"));
  await expect(engine.check(payload, { signal: AbortSignal.abort("before") })).rejects.toBe("before");
});

test("when Go ends, who waits for it is told, and the next in turn starts it afresh from what was compiled", async () => {
  let requests = 0;
  const wasmURL = await serve((request, response) => {
    requests++;
    serveWasm("files")(request, response);
  });
  const engine = engineWith({ files: { wasmURL } });
  await engine.encode(new Blob([png]));
  lastWorker().endGoAtProgress();
  const encoding = engine.encode(new Blob([new Uint8Array(3_000_000)]));
  const next = engine.encode(new Blob([png]));
  await expect(encoding).rejects.toMatchObject({ name: "EngineError", code: "exited" });
  expect(await (await next).text()).toBe(Buffer.from(png).toString("base64"));
  expect(requests).toBe(1);
});

test("a failed start is told to every caller, and the next call tries again", async () => {
  const requests: string[] = [];
  let broken = true;
  const wasmURL = await serve((request, response) => {
    requests.push(request.url ?? "");
    if (broken) response.setHeader("content-type", "text/html").end("<!doctype html>");
    else serveWasm("steps")(request, response);
  });
  const engine = engineWith({ steps: { wasmURL } });
  const failure = { name: "EngineError", code: "wasm-not-wasm" };
  const both = await Promise.allSettled([engine.check(payload), engine.normalise(payload)]);
  expect(both).toMatchObject([{ reason: failure }, { reason: failure }]);
  expect(requests).toHaveLength(1);
  broken = false;
  expect(await engine.check(payload)).toMatchObject({ valid: true });
  expect(requests).toHaveLength(2);
});

const noSuchScript = () => new Worker(new URL("./no-such-script.ts", import.meta.url), { type: "module" });

test("a worker whose script does not load is an error that says how to fix it, and is made anew", async () => {
  const engine = engineWith({ steps: { worker: noSuchScript } });
  for (let i = 0; i < 2; i++) {
    const before = NodeWorker.made.length;
    await expect(engine.check(payload)).rejects.toMatchObject({
      code: "worker-failed",
      message: /payloads.*`steps\.worker` must make a Worker of steps\.worker\.js with { type: "module" }/,
    });
    expect(NodeWorker.made.length).toBe(before + 1);
  }
});

test("a worker that the page makes is waited for, and one that it cannot make is asked for again", async () => {
  let made = 0;
  const engine = engineWith({
    steps: {
      ...(await served("steps")),
      async worker() {
        made++;
        if (made === 1) throw new TypeError("Failed to fetch");
        return new Worker(new URL("./steps.worker.ts", import.meta.url), { type: "module" });
      },
    },
  });
  const both = await Promise.allSettled([engine.check(payload), engine.normalise(payload)]);
  const reason = { code: "worker-failed", message: /TypeError: Failed to fetch.*integrity/ };
  expect(both).toMatchObject([{ reason }, { reason }]);
  expect(await engine.check(payload)).toMatchObject({ valid: true });
  expect(made).toBe(2);
});

test("a call that is cancelled while its worker is made rejects at once, and is not made", async () => {
  const made = Promise.withResolvers<Worker>();
  const engine = engineWith({ files: { ...(await served("files")), worker: () => made.promise } });
  const cancel = new AbortController();
  const told: string[] = [];
  const cancelled = engine.encode(new Blob([png]), { signal: cancel.signal, onProgress: () => told.push("first") });
  const other = engine.encode(new Blob([png]), { onProgress: () => told.push("second") });
  cancel.abort("enough");
  await expect(cancelled).rejects.toBe("enough");
  made.resolve(new Worker(new URL("./files.worker.ts", import.meta.url), { type: "module" }));
  expect(await (await other).text()).toBe(Buffer.from(png).toString("base64"));
  expect(told).toEqual(["second"]);
});

test("each program is started by its own first call, and its memory counts from then on", async () => {
  const engine = await servedEngine();
  const before = NodeWorker.made.length;
  expect(await engine.memory()).toBe(0);
  expect(NodeWorker.made.length).toBe(before);
  await Promise.all([engine.check(payload), engine.normalise(payload)]);
  const ofSteps = await engine.memory();
  expect(ofSteps).toBeGreaterThan(0);
  await engine.encode(new Blob([png]));
  expect(await engine.memory()).toBeGreaterThan(ofSteps);
  expect(NodeWorker.made.slice(before).map(({ script }) => script)).toEqual(["steps.worker.ts", "files.worker.ts"]);
});

test("a worker of another program or version says so", async () => {
  const worker = () => new Worker(new URL("./steps.worker.ts", import.meta.url), { type: "module" });
  const engine = engineWith({ files: { ...(await served("steps")), worker } });
  await expect(engine.encode(new Blob([png]))).rejects.toMatchObject({
    code: "worker-failed",
    message: /knows no encode.*another version/,
  });
});

test("a program that fails leaves the other at work", async () => {
  const engine = engineWith({ files: { worker: noSuchScript }, steps: await served("steps") });
  await engine.check(payload);
  const failing = expect(engine.encode(new Blob([png]))).rejects.toMatchObject({ code: "worker-failed" });
  expect(await engine.check(payload)).toMatchObject({ valid: true });
  await failing;
  expect(await engine.check(payload)).toMatchObject({ valid: true });
});

test("a program is started if it has the hash that was given, and only then", async () => {
  const { wasmURL } = await served("steps");
  const other = engineWith({ steps: { wasmURL, wasmIntegrity: integrityOf(wasm.files) } });
  await expect(other.check(payload)).rejects.toMatchObject({ code: "wasm-not-intact", message: /Publish that one/ });
  const engine = engineWith({ steps: { wasmURL, wasmIntegrity: integrityOf(wasm.steps) } });
  expect(await engine.check(payload)).toMatchObject({ valid: true });
});

test("a closed engine rejects what waits and what comes", async () => {
  const engine = await servedEngine();
  const waiting = engine.check(payload);
  engine.close();
  await expect(waiting).rejects.toMatchObject({ code: "closed" });
  await expect(engine.check(payload)).rejects.toMatchObject({ code: "closed" });
});
