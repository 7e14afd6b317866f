// Serves the package's sources, as Vite does to somebody who develops with them.
import { fileURLToPath } from "node:url";
import { createServer, type Plugin } from "vite";

/** Starts a server on a free port of this machine; `url` ends in a slash. */
export async function servePackage(headers: Record<string, string> = {}, ...plugins: Plugin[]) {
  const server = await createServer({
    root: fileURLToPath(new URL("..", import.meta.url)),
    configFile: false,
    logLevel: "silent",
    cacheDir: "../build/vite",
    plugins,
    server: { host: "127.0.0.1", port: 0, headers, hmr: false },
  });
  await server.listen();
  return { url: server.resolvedUrls?.local[0] ?? "", close: () => server.close() };
}
