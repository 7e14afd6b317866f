// A bundled Worker in workerd, with the gateway's database and rate limits.

import { readdirSync, readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
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
  /** Takes every call of the Worker's, whatever its address, in place of the network. */
  network?: RequestListener;
  /** Opens workerd's inspector there. */
  inspectorPort?: number;
}

export interface RunningWorker {
  /** Where the test tool's own router listens, which adds what Cloudflare's network does. */
  url: string;
  /** Where the Worker itself listens. */
  directURL: string;
  database: Database;
  /** Does what the cron trigger does. */
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

export type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { directory, bindings, limit, tables = true, log = () => {}, network, inspectorPort } = options;
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
      outboundService: network && { node: network },
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      inspectorPort,
      handleStructuredLogs: ({ message }) => log(message),
    }),
  );
  const url = (await worker.ready).origin;
  const database = await worker.getD1Database("DB");
  if (tables) await migrate(database);
  return {
    url,
    directURL: (await worker.unsafeGetDirectURL()).origin,
    database,
    async sweep() {
      const { outcome } = await (await worker.getWorker()).scheduled({ cron: "* * * * *" });
      if (outcome !== "ok") throw new Error(`the cron trigger ended with ${outcome}`);
    },
    stop: () => worker.dispose(),
  };
}

async function migrate(database: Database): Promise<void> {
  const migrations = new URL("../../../worker/migrations/", import.meta.url);
  for (const name of readdirSync(migrations).sort()) {
    const sql = readFileSync(new URL(name, migrations), "utf8").replace(/--.*$/gm, "");
    for (const statement of sql.split(";").filter((one) => one.trim())) await database.prepare(statement).run();
  }
}
