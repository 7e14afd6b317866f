// The package as people install it: with each bundler, without one, on a server, and under a strict policy.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { createServer } from "vite";
import { testFile } from "./files.ts";
import { serveFolder } from "./folder-server.ts";
import { expect, run, test } from "./packed.ts";

test("nothing is packed but what is exported, its types and its parts", async ({ project }) => {
  const folder = join(project, "node_modules/idenfy-steps");
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  const named = files
    .filter((path) => !/\.d\.ts$|^dist\/(chunk|[a-z]{2})-\w+\.js$|^dist\/locales\/[a-z]{2}\.json$/.test(path))
    .sort();
  expect(named).toEqual([
    "README.md",
    "dist/files.wasm",
    "dist/files.worker.js",
    "dist/index.js",
    "dist/index.node.js",
    "dist/step.js",
    "dist/step.node.js",
    "dist/steps.wasm",
    "dist/steps.worker.js",
    "dist/verify.js",
    "package.json",
  ]);
  for (const path of files) {
    const content = await readFile(join(folder, path));
    expect(content.includes(join(import.meta.dirname, "../..")), `${path} names no folder of this machine`).toBe(false);
    expect(content.includes("sourceMappingURL"), `${path} names no source map`).toBe(false);
  }
});

test("what is exported is there", async ({ project }) => {
  const { exports } = JSON.parse(await readFile(join(project, "node_modules/idenfy-steps/package.json"), "utf8"));
  const names = Object.keys(exports).map((path) => `idenfy-steps${path.slice(1).replace("*", "en")}`);
  const resolved = await run(
    project,
    "node",
    "--input-type=module",
    "--eval",
    `import { existsSync } from "node:fs";
    for (const name of ${JSON.stringify(names)}) console.log(existsSync(new URL(import.meta.resolve(name))) ? "" : name);`,
  );
  expect(resolved.trim()).toBe("");
});

test("it is typed, also where nothing of the package's is skipped", async ({ project }) => {
  await writeFile(
    join(project, "product.ts"),
    `import { type Client, ClientError, createClient, createEngine, type Verification } from "idenfy-steps";
    import "idenfy-steps/step";
    import { VerifyElement, type VerifyTrouble } from "idenfy-steps/verify";

    const client: Client = createClient({ getAuthorization: async ({ purpose, renew }) => purpose + String(renew) });
    export const { body } = await createEngine({
      files: { worker: () => new Worker("/files.worker.js", { type: "module" }), wasmURL: "/files.wasm" },
    }).prepare(new Blob([]));
    const verify: VerifyElement = document.createElement("idenfy-verify");
    verify.addEventListener("blocked", ({ detail }) => { const trouble: VerifyTrouble = detail; console.log(trouble); });
    for await (const { state } of client.follow("1")) { const now: Verification["state"] = state; console.log(now); }
    // @ts-expect-error: a token needs no number
    client.createToken(1).catch((error: unknown) => error instanceof ClientError && error.findings?.[0]?.code);`,
  );
  const options = [
    "--noEmit",
    "--strict",
    "--target",
    "es2024",
    "--module",
    "nodenext",
    "--lib",
    "es2024,dom",
    "--types",
  ];
  await run(project, "tsc", ...options, "", "product.ts");
});

test("importing it on a server does nothing, and the engine says that it needs a page", async ({ project }) => {
  const said = await run(
    project,
    "node",
    "--input-type=module",
    "--eval",
    `const before = Object.getOwnPropertyNames(globalThis).length;
    const { createEngine, createClient } = await import("idenfy-steps");
    await import("idenfy-steps/verify");
    await import("idenfy-steps/step");
    createClient();
    const failure = await createEngine().check("{}").catch(({ code }) => code);
    console.log(Object.getOwnPropertyNames(globalThis).length - before, failure);`,
  );
  expect(said.trim()).toBe("0 no-browser");
  for (const name of ["index.node.js", "step.node.js", "verify.js"]) {
    const script = await readFile(join(project, "node_modules/idenfy-steps/dist", name), "utf8");
    expect(script, name).not.toMatch(/import\.meta|\.wasm/);
  }
});

test("what a product does not use is not in its bundle", async ({ project }) => {
  const bundle = async (code: string) => {
    await writeFile(join(project, "small.js"), code);
    return run(project, "esbuild", "--bundle", "--minify", "--format=esm", "small.js");
  };
  expect((await bundle('import { applyFix } from "idenfy-steps"; console.log(applyFix)')).length).toBeLessThan(500);
  expect(await bundle('import { createClient } from "idenfy-steps"; createClient()')).not.toContain("Worker");
  expect(await bundle('import "idenfy-steps"')).toHaveLength(0);
  const element = await bundle('import "idenfy-steps/verify"');
  expect(element).toContain("idenfy-verify");
  expect(element).not.toContain("idenfy-step-");
});

/** Goes through an example as a person does; fails where anything does not load or is said on the console. */
async function expectExample(page: Page, url: string): Promise<void> {
  const wrong: string[] = [];
  page.on("response", (response) => response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(url);
  await expect(page.locator("#payload")).toContainText("PASPORT");
  await page.getByLabel("A bill").setInputFiles(await testFile("bill.pdf"));
  await expect(page.getByRole("status")).toHaveText("A pdf, fine to send.");
  await page.evaluate(() => {
    const redirectUrl = "https://ivs.idenfy.com/api/v2/redirect?authToken=sandbox-1";
    document.body.append(
      Object.assign(document.createElement("idenfy-verify"), { redirectUrl, mode: "redirect", locale: "de" }),
    );
  });
  await expect(page.locator("idenfy-verify").getByRole("link")).toHaveText("Zur Identitätsprüfung");
  expect(wrong).toEqual([]);
}

for (const [bundler, served] of [
  ["vite", "vite/dist"],
  ["webpack", "webpack"],
  ["esbuild", "esbuild"],
  ["plain", "plain"],
] as const) {
  test(`the example for ${bundler} builds, and runs in a browser`, async ({ page, project }) => {
    await run(join(project, bundler), "npm", "run", "build");
    const server = await serveFolder(join(project, served));
    await expectExample(page, server.url);
    server.close();
  });
}

test("the example for Vite runs while it is developed, too", async ({ page, project }) => {
  const server = await createServer({
    root: join(project, "vite"),
    logLevel: "silent",
    server: { host: "127.0.0.1", port: 0, hmr: false },
  });
  await server.listen();
  await expectExample(page, server.resolvedUrls?.local[0] ?? "");
  await server.close();
});
