// The engine's two programs, from the package as it is installed: who loads which, and from where.
import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type * as Package from "../src/index.ts";
import { startFirefox } from "./bidi.ts";
import { serveFolder } from "./folder-server.ts";
import { expect, test } from "./packed.ts";
import { integrityOf } from "./wasm.ts";

/** The paths of scripts of workers and wasm that are asked for. */
function keepPrograms(page: Page): string[] {
  const paths: string[] = [];
  page.context().on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (/worker|wasm|vendor/.test(pathname)) paths.push(pathname);
  });
  return paths;
}

/** Runs in the page what a user of the package would write; Playwright carries its functions over as text. */
const run = <T, A>(
  page: Page,
  run: (idenfySteps: typeof Package, argument: A) => Promise<T>,
  argument: A,
): Promise<T> => page.evaluate(`import("/package/index.js").then((it) => (${run})(it, ${JSON.stringify(argument)}))`);

const names = ["files.worker.js", "files.wasm", "steps.worker.js", "steps.wasm"] as const;

/** A folder with an empty page and the package. */
async function pageWithPackage(project: string, folder: string): Promise<string> {
  const root = join(project, folder);
  await cp(join(project, "node_modules/idenfy-steps/dist"), join(root, "package"), { recursive: true });
  await writeFile(join(root, "index.html"), "<!doctype html>");
  return root;
}

/** The same without the programs, which lie elsewhere under other names; and their hashes. */
async function ownAddress(project: string, folder: string) {
  const root = await pageWithPackage(project, folder);
  await mkdir(join(root, "vendor"));
  const hashes = {} as Record<(typeof names)[number], string>;
  for (const name of names) {
    hashes[name] = integrityOf(await readFile(join(root, "package", name)));
    await rename(join(root, "package", name), join(root, "vendor", `v1-${name}`));
  }
  return { root, hashes };
}

test("a page of payloads loads no program for files, and one of files none for payloads", async ({ page, project }) => {
  const server = await serveFolder(await pageWithPackage(project, "two-pages"));
  const loaded = keepPrograms(page);

  await page.goto(server.url);
  await run(page, async ({ createEngine }) => createEngine().close(), undefined);
  expect(loaded).toEqual([]);
  const { upload, memory } = await run(
    page,
    async ({ createEngine }) => {
      const engine = createEngine();
      const payload = '{"additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}}}';
      await engine.checkEnvironment("{}");
      await engine.resolve(payload, { country: "DE", document: "PASSPORT", locale: "de" });
      await engine.normalise(payload);
      const upload = await engine.check('{"scanRef": "1", "step": "UTILITY_BILL", "image": "SGVsbG8="}');
      return { upload, memory: await engine.memory() };
    },
    undefined,
  );
  expect(upload.kind).toBe("upload-request");
  expect(memory).toBeGreaterThan(0);
  expect(loaded).toEqual(["/package/steps.worker.js", "/package/steps.wasm"]);

  await page.goto(server.url);
  loaded.length = 0;
  const { type, base64 } = await run(
    page,
    async ({ createEngine }) => {
      const engine = createEngine();
      const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 800 });
      const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      const file = new File([picture as Blob], "bill.png");
      await engine.prepare(file);
      await engine.fit(file);
      const { type } = await engine.inspect(file);
      return { type, base64: await (await engine.encode(new Blob(["Hello"]))).text() };
    },
    undefined,
  );
  expect({ type, base64 }).toEqual({ type: "png", base64: "SGVsbG8=" });
  expect(loaded).toEqual(["/package/files.worker.js", "/package/files.wasm"]);
  server.close();
});

/** Uses both programs from the app's own address. What fails is told by its code and message. */
const useOwn = async (hashes: Record<(typeof names)[number], string>) => {
  const it: typeof Package = await import("/package/index.js" as string);
  const program = (name: "files" | "steps"): Package.ProgramOptions => ({
    async worker() {
      const script = await fetch(`/vendor/v1-${name}.worker.js`, { integrity: hashes[`${name}.worker.js`] });
      return new Worker(URL.createObjectURL(await script.blob()), { type: "module" });
    },
    wasmURL: `/vendor/v1-${name}.wasm`,
    wasmIntegrity: hashes[`${name}.wasm`],
  });
  const engine = it.createEngine({ files: program("files"), steps: program("steps") });
  const told = (work: Promise<unknown>) => work.catch(({ code, message }) => ({ code, message }));
  return Promise.all([
    told(engine.inspect(new File(["hello"], "bill.jpg")).then(({ type }) => type)),
    told(engine.check("{}").then(({ kind }) => kind)),
  ]);
};

// A worker from a Blob has its page's policy.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'self'";

test("an app serves the programs from its own address, with integrity and its own Worker", async ({
  page,
  project,
}) => {
  const { root, hashes } = await ownAddress(project, "own-address");
  const server = await serveFolder(root, () => ({ "content-security-policy": policy }));
  await page.goto(server.url);
  const loaded = keepPrograms(page);
  expect(await page.evaluate(useOwn, hashes)).toEqual(["text", "token-request"]);
  expect(loaded.toSorted()).toEqual(names.map((name) => `/vendor/v1-${name}`).toSorted());

  const other = integrityOf(Buffer.from("another file"));
  const wrong = (name: (typeof names)[number]) => page.evaluate(useOwn, { ...hashes, [name]: other });
  expect(await wrong("files.wasm")).toEqual([
    {
      code: "wasm-not-intact",
      message: expect.stringMatching(/v1-files\.wasm is not the file .*Publish that one, or/),
    },
    "token-request",
  ]);
  expect(await wrong("steps.worker.js")).toEqual([
    "text",
    { code: "worker-failed", message: expect.stringMatching(/payloads.*integrity, that must be the hash of the very/) },
  ]);
  server.close();
});

test("so it does in Firefox", async ({ project }) => {
  const { root, hashes } = await ownAddress(project, "own-address-in-firefox");
  const server = await serveFolder(root, () => ({ "content-security-policy": policy }));
  const firefox = await startFirefox(process.env.FIREFOX || "firefox-esr");
  try {
    await firefox.tab.goto(server.url);
    expect(await firefox.tab.run(useOwn, hashes)).toEqual(["text", "token-request"]);
    const other = integrityOf(Buffer.from("another file"));
    const wrong = { ...hashes, "files.worker.js": other, "steps.wasm": other };
    expect(await firefox.tab.run(useOwn, wrong)).toMatchObject([
      { code: "worker-failed" },
      { code: "wasm-not-intact" },
    ]);
  } finally {
    await firefox.close();
    server.close();
  }
});

test("the programs may lie anywhere, and the page makes their workers", async ({ page, project }) => {
  const { root } = await ownAddress(project, "own-worker");
  const server = await serveFolder(root);
  await page.goto(server.url);
  const seen = await run(
    page,
    async ({ createEngine }) => {
      const module = { type: "module" } as const;
      const engine = createEngine({
        files: { worker: () => new Worker("/vendor/v1-files.worker.js", module), wasmURL: "/vendor/v1-files.wasm" },
        steps: { worker: () => new Worker("/vendor/v1-steps.worker.js", module), wasmURL: "../vendor/v1-steps.wasm" },
      });
      const classic = createEngine({ steps: { worker: () => new Worker("/vendor/v1-steps.worker.js") } });
      const blob = new Blob([await (await fetch("/vendor/v1-steps.worker.js")).text()], { type: "text/javascript" });
      const lost = createEngine({ steps: { worker: () => new Worker(URL.createObjectURL(blob), module) } });
      const told = (work: Promise<unknown>) => work.catch(({ code, message }) => `${code}: ${message}`);
      return [
        (await engine.inspect(new File(["hello"], "bill.jpg"))).type,
        (await engine.check("{}")).kind,
        await told(classic.check("{}")),
        await told(lost.check("{}")),
      ];
    },
    undefined,
  );
  expect(seen).toEqual([
    "text",
    "token-request",
    expect.stringMatching(/^worker-failed: .*steps\.worker\.js with \{ type: "module" \}/),
    expect.stringMatching(/^wasm-unreachable: .*give its wasmURL/),
  ]);
  server.close();
});

test("browsers compare no worker's script with a hash by themselves", async ({ page, project }) => {
  const { root } = await ownAddress(project, "preloaded");
  const server = await serveFolder(root);
  await page.goto(server.url);
  const seen = await run(
    page,
    async ({ createEngine }, other) => {
      const preload = { rel: "modulepreload", as: "worker", href: "/vendor/v1-steps.worker.js", integrity: other };
      const link = Object.assign(document.createElement("link"), preload);
      const preloaded = new Promise<string>((resolve) => {
        link.onload = link.onerror = (event) => resolve((event as Event).type);
      });
      document.head.append(link);
      await preloaded;
      const worker = () => new Worker(preload.href, { type: "module" });
      const engine = createEngine({ steps: { worker, wasmURL: "/vendor/v1-steps.wasm" } });
      return [await preloaded, (await engine.check("{}")).kind];
    },
    integrityOf(Buffer.from("another file")),
  );
  expect(seen).toEqual(["error", "token-request"]);
  server.close();
});
