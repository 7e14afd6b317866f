// A bundled Worker in workerd, with the gateway's database and rate limits.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

export interface WorkerOptions {
  /** Holds one module of JavaScript, and what it imports of wasm. */
  directory: string;
  bindings: Record<string, string>;
  /** Calls a minute; the limits are off without. */
  limit?: number;
  /** Whether the database gets its tables; it does by itself. */
  tables?: boolean;
  /** Called with each line that the Worker writes. */
  log?: (line: string) => void;
  /** Opens workerd's inspector there. */
  inspectorPort?: number;
}

export interface RunningWorker {
  /** Where the test tool's own router listens, which adds what Cloudflare's network does. */
  url: string;
  /** Where the Worker itself listens. */
  directURL: string;
  stop(): Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { directory, bindings, limit, tables = true, log = () => {}, inspectorPort } = options;
  const perMinute = { simple: { limit: limit ?? 0, period: 60 as const } };
  const files = readdirSync(directory);
  const named = (end: string) => files.filter((name) => name.endsWith(end)).map((name) => join(directory, name));
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      modules: [
        ...named(".js").map((path) => ({ type: "ESModule" as const, path })),
        ...named(".wasm").map((path) => ({ type: "CompiledWasm" as const, path })),
      ],
      modulesRoot: directory,
      compatibilityDate: "2026-11-01",
      bindings,
      d1Databases: ["DB"],
      ...(limit === undefined
        ? {}
        : {
            ratelimits: {
              LIMIT_IP: { namespace_id: "1", ...perMinute },
              LIMIT_SUBJECT: { namespace_id: "2", ...perMinute },
              LIMIT_TOKEN: { namespace_id: "3", ...perMinute },
            },
          }),
      cf: false,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      inspectorPort,
      handleStructuredLogs: ({ message }) => log(message),
    }),
  );
  const url = (await worker.ready).origin;
  if (tables) await migrate(await worker.getD1Database("DB"));
  return { url, directURL: (await worker.unsafeGetDirectURL()).origin, stop: () => worker.dispose() };
}

async function migrate(database: Awaited<ReturnType<Miniflare["getD1Database"]>>): Promise<void> {
  const migrations = new URL("../../../worker/migrations/", import.meta.url);
  for (const name of readdirSync(migrations).sort()) {
    const sql = readFileSync(new URL(name, migrations), "utf8").replace(/--.*$/gm, "");
    for (const statement of sql.split(";").filter((one) => one.trim())) await database.prepare(statement).run();
  }
}
