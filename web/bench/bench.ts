// ./build.sh bench: the promises about speed and size, measured side by side in one Chromium and printed as a table.
// It ends with 1 when one of them is not kept.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "@playwright/test";
import type { Plugin } from "vite";
import { quietChromium } from "../playwright.config.ts";
import { servePackage } from "../test/package-server.ts";
import type * as Bench from "./page.ts";

const rounds = 9;
const made = new URL("../../build/bench/", import.meta.url);
const sizes = [1, 5, 10, 25];

/** Takes what is posted, as the gateway would answer, and serves what build.sh has made for the bench. */
const benchServer: Plugin = {
  name: "bench",
  configureServer(server) {
    server.middlewares.use("/v1/upload", (request, response) => {
      let bytes = 0;
      request.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      request.on("end", () => {
        response.setHeader("content-type", "application/json").end(JSON.stringify({ bytes }));
      });
    });
    server.middlewares.use("/made/", (request, response) => {
      const name = request.url?.match(/\w+\.wasm/)?.[0] ?? "";
      response.setHeader("content-type", "application/wasm");
      response.end(readFileSync(new URL(name, made)));
    });
    server.middlewares.use("/empty", (_request, response) => {
      const inputs = [...sizes.map((size) => `scan-${size}.pdf`), "scan.jpg", "scan.png"];
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html>${inputs.map((name) => `<input type="file" name="${name}">`).join("")}`);
    });
  },
};

// Without isolation the page's clock is a coarse one.
const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

interface Row {
  what: string;
  is: string;
  against: string;
  /** What is compared with the goal, in its unit. */
  value: number;
  goal: number;
  unit: "x" | "ms" | "MB";
  /** The goal is the least that it may be, not the most. */
  atLeast?: true;
}

async function measure(page: Page): Promise<Row[]> {
  const bench = await page.evaluateHandle<typeof Bench>(`import("/bench/page.ts")`);
  const run = <A, T>(what: (bench: typeof Bench, argument: A) => T, argument: A) =>
    bench.evaluate(what as never, argument as never) as Promise<Awaited<T>>;
  const given = { rounds, file: "scan-25.pdf" };

  const post = await run((it, { rounds, file }) => it.post(rounds, file), given);
  const prepare = await run((it, { rounds, file }) => it.prepare(rounds, file), given);
  const kernel = await run((it, rounds) => it.kernel(rounds, "/made/kernel.wasm"), rounds);
  const files = sizes.map((size) => `scan-${size}.pdf`);
  const bySize = await run((it, { rounds, files }) => it.sizes(rounds, files), { rounds, files });
  const memory = await run((it, files) => it.memory(files), ["scan-25.pdf", "scan.jpg", "scan.png"]);
  const blocks = { own: [] as number[], fileReader: [] as number[] };
  for (let i = 0; i < rounds; i++) {
    blocks.own.push(await longestTask(page, () => run((it, file) => it.postOwn(file), given.file)));
    blocks.fileReader.push(await longestTask(page, () => run((it, file) => it.postFileReader(file), given.file)));
  }
  const ready = await run(
    (it, rounds) =>
      it.ready(rounds, { files: "/made/files.wasm", steps: "/made/steps.wasm", empty: "/made/empty.wasm" }),
    3 * rounds,
  );
  const check = await run((it, rounds) => it.check(rounds, 100_000, 1_000_000), 3 * rounds);

  const keystroke = await run((it, rounds) => it.keystroke(rounds, 100_000), 3 * rounds);

  const perMB = (size: number) => median(bySize[`scan-${size}.pdf`] ?? []) / size;
  const share = (what: string, is: number[], against: number[], name: string, goal: number): Row => ({
    what,
    is: ms(median(is)),
    against: `${name} ${ms(median(against))}`,
    value: median(is) / median(against),
    goal,
    unit: "x",
  });
  return [
    share("25 MB file to POST answered, judged", post.own, post.fileReader, "FileReader, stringify, fetch", 0.35),
    share(
      `(${ms(median(post.sending))} to send a ready body)`,
      post.own,
      post.toBase64,
      "streamed toBase64, fetch",
      1.0,
    ),
    share("judge and encode 25 MB", prepare.prepare, prepare.encode, "encode", 1.5),
    {
      what: "encode 25 MB in wasm memory",
      is: ms(median(kernel.own)),
      against: `encoding/base64 ${ms(median(kernel.standard))}`,
      value: median(kernel.standard) / median(kernel.own),
      goal: 3,
      unit: "x",
      atLeast: true,
    },
    {
      what: "a MB of 25 MB",
      is: ms(perMB(25)),
      against: sizes.map((size) => `of ${size} ${ms(perMB(size))}`).join(", "),
      value: perMB(25) / perMB(1),
      goal: 1.1,
      unit: "x",
    },
    { what: "wasm memory after a 25 MB PDF", is: "", against: "", value: memory.one / 1e6, goal: 8, unit: "MB" },
    {
      what: "wasm memory after 30 of PDF, JPEG, PNG",
      is: "",
      against: "",
      value: memory.all / 1e6,
      goal: 8,
      unit: "MB",
    },
    {
      what: "longest block of the main thread",
      is: "",
      against: `FileReader, stringify, fetch ${ms(median(blocks.fileReader))}`,
      value: median(blocks.own),
      goal: 16,
      unit: "ms",
    },
    share("files: ready from a cold cache", ready.files, ready.empty, "empty Go program", 1.4),
    share("payloads: ready from a cold cache", ready.steps, ready.empty, "empty Go program", 1.4),
    {
      what: `check a payload of ${kB(check.bytes.small)}`,
      is: "",
      against: `JSON.parse ${ms(median(check.times.parse))}: ${times(median(check.times.small) / median(check.times.parse))}`,
      value: median(check.times.small),
      goal: 10,
      unit: "ms",
    },
    share("a keystroke in it: one review", keystroke.review, keystroke.twoCalls, "check and resolve", 0.75),
    {
      what: `a byte of one of ${kB(check.bytes.large)}`,
      is: ms(median(check.times.large)),
      against: `a byte of ${kB(check.bytes.small)}`,
      value: median(check.times.large) / check.bytes.large / (median(check.times.small) / check.bytes.small),
      goal: 1.5,
      unit: "x",
    },
  ];
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's processor time, which other programs do not add to. */
  tdur?: number;
  args?: { name?: string };
}

/** The longest task that a page's main thread ran during the work, in milliseconds of its processor time. */
async function longestTask(page: Page, work: () => Promise<unknown>): Promise<number> {
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const isMain = ({ pid, tid }: TraceEvent) => mains.some((main) => main.pid === pid && main.tid === tid);
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && isMain(event));
  if (tasks.length === 0) throw new Error("the trace has no tasks of the page's");
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const ms = (n: number) => `${n < 10 ? n.toFixed(1) : Math.round(n)} ms`;
const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
const times = (n: number) => `${n.toFixed(2)} x`;
const inUnit = (n: number, unit: Row["unit"]) =>
  unit === "ms" ? ms(n) : unit === "x" ? times(n) : `${n.toFixed(1)} MB`;
const kept = ({ value, goal, atLeast }: Row) => (atLeast ? value >= goal : value <= goal);

function table(rows: Row[]): string {
  const cells = rows.map((row) => [
    row.what,
    row.is,
    row.against,
    inUnit(row.value, row.unit),
    `${row.atLeast ? ">=" : "<="} ${row.goal}`,
    kept(row) ? "" : "MISSED",
  ]);
  const all = [["", "time", "against", "result", "goal", ""], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const server = await servePackage(isolated, benchServer);
const browser = await chromium.launch(quietChromium);
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`${server.url}empty`);
  for (const input of await page.locator("input").all()) {
    await input.setInputFiles(fileURLToPath(new URL((await input.getAttribute("name")) ?? "", made)));
  }
  const rows = await measure(page);
  console.log(`Chromium ${browser.version()}, medians of ${rounds} rounds in turn\n\n${table(rows)}`);
  const missed = rows.filter((row) => !kept(row)).length;
  if (missed > 0) {
    console.error(`\n${missed} of ${rows.length} goals missed.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.close();
}
