// What the Go side needs of the runtime: one object, the only bridge. Go calls
// its methods and awaits their promises.

export interface Env {
  DB: D1Database;
  [name: string]: unknown;
}

/** An answer of the upstream, or why there is none. */
type Reply = { status: number; body: Uint8Array } | { failed: "timeout" | "network" };

export interface Host {
  fetch(url: string, method: string, headers: Record<string, string>, body: Uint8Array, limit: number): Promise<Reply>;
  query(sql: string, params: unknown[]): Promise<string>;
}

export function createHost(env: Env): Host {
  return {
    /** Calls the upstream; limit bounds the whole call, in milliseconds. */
    async fetch(url, method, headers, body, limit) {
      try {
        const signal = AbortSignal.timeout(limit);
        // A redirect would carry the secret to wherever it points.
        const response = await fetch(url, { method, headers, body, signal, redirect: "manual" });
        return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
      } catch (error) {
        return { failed: error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network" };
      }
    },

    /** Runs one statement and gives its rows as JSON text. */
    async query(sql, params) {
      const result = await env.DB.prepare(sql)
        .bind(...params)
        .all();
      return JSON.stringify(result.results);
    },
  };
}
