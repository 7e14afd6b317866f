// What an integrator may rely on (internal/contract), through the gateway in
// workerd in front of the real sandbox, as it is at the sandbox alone.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secrets } from "./gateway.ts";
import { goTest, top } from "./gotest.ts";
import { type RunningWorker, startWorker } from "./workerd.ts";

let sandbox: ChildProcess;
let sandboxURL = "";
let worker: RunningWorker;
// The sandbox needs the Worker's address and the Worker the sandbox's, so webhooks go by way of this server.
const forwarder = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = { ...(request.headers as Record<string, string>) };
  for (const name of ["host", "connection", "content-length"]) delete headers[name];
  const answer = await fetch(worker.url + request.url, { method: "POST", headers, body: Buffer.concat(chunks) });
  response.writeHead(answer.status).end(await answer.text());
});

beforeAll(async () => {
  forwarder.listen(0, "127.0.0.1");
  await once(forwarder, "listening");
  const webhook = `http://127.0.0.1:${(forwarder.address() as AddressInfo).port}/webhooks/idenfy`;
  sandbox = spawn("build/sandbox", ["--addr", "127.0.0.1:0", "--webhook", webhook], {
    cwd: top,
    env: { ...process.env, ...secrets },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(sandbox.stdout as NodeJS.ReadableStream, "data");
  sandboxURL = String(line).replace("sandbox: ", "").trim();
  worker = await startWorker({
    directory: fileURLToPath(new URL("../../../build/worker/", import.meta.url)),
    bindings: { ...secrets, IDENFY_URL: sandboxURL },
  });
});

afterAll(async () => {
  await worker?.stop();
  sandbox?.kill();
  forwarder.close();
});

test("the contract holds through the gateway", async () => {
  const passed = await goTest("./internal/contract", {
    ...secrets,
    CONTRACT_URL: sandboxURL,
    CONTRACT_GATEWAY: worker.url,
  });
  expect(passed).toContain("TestCore/through_the_gateway/a_bill_is_asked_for_again_and_accepted");
});
