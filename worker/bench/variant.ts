// Runs one bundled Worker for the load generator: node variant.ts DIRECTORY IDENFY_URL [FORWARD_URL]
// Writes one JSON line {url} when it listens. On standard input the line "heap" is
// answered by {heap}, the bytes of V8's heap, "stored" by {deliveries, waiting}, rows of
// the database, and "sweep" does what the cron trigger does: {}. Ends with its input.

import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { startWorker } from "../../web/test/gateway/workerd.ts";

const [directory = "", idenfy = "", forward = ""] = process.argv.slice(2);

const stored = "SELECT COUNT(*) AS deliveries, COUNT(due) AS waiting FROM deliveries";
const inspectorPort = await freePort();
const worker = await startWorker({
  directory,
  bindings: {
    IDENFY_URL: idenfy,
    IDENFY_API_KEY: "api-key-of-the-bench",
    IDENFY_API_SECRET: "api-secret-of-the-bench",
    IDENFY_SIGNING_KEY: "signing-key-of-the-bench",
    GRANT_KEY: "grant-key-of-the-bench-with-32-bytes-or-more",
    FORWARD_URL: forward,
    FORWARD_KEY: "forward-key-of-the-bench-with-32-bytes-or-more",
  },
  inspectorPort,
  log: (line) => {
    if (!/"msg":"(request|forward)"/.test(line)) console.error(line);
  },
});
say({ url: worker.directURL });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "heap") say({ heap: await heapUsed() });
  if (line === "stored") say((await worker.database.prepare(stored).first()) ?? {});
  if (line === "sweep") {
    await worker.sweep();
    say({});
  }
}
await worker.stop();

function say(fact: object): void {
  console.log(JSON.stringify(fact));
}

async function heapUsed(): Promise<number> {
  const targets = await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json();
  const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const { usedSize } = await ask(socket, 1, "Runtime.getHeapUsage");
  socket.close();
  return usedSize;
}

function ask(socket: WebSocket, id: number, method: string): Promise<{ usedSize: number }> {
  return new Promise((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(data);
      if (answer.id === id) resolve(answer.result);
    });
    socket.send(JSON.stringify({ id, method }));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
