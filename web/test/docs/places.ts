// What the docs presuppose, on this machine: the gateway in workerd as it is deployed, the sandbox in iDenfy's place, an
// identity provider, and the product's own address. `./build.sh test` has bundled the gateway before.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test as base } from "@playwright/test";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { secrets } from "../gateway/gateway.ts";
import { startWorker } from "../gateway/workerd.ts";
import { freePort } from "../port.ts";
import { type Places, Reader } from "./reader.ts";

const top = fileURLToPath(new URL("../../../", import.meta.url));

const environment = {
  steps: {
    UTILITY_BILL: {
      type: "COMPARE",
      fields: ["address"],
      settings: { canUpload: true, canCapture: true, canUploadPDF: true },
    },
  },
};

export interface World {
  places: Places;
  /** Has what the product shows come from there; what is below /idenfy/ comes from its back end. */
  show(url: string): void;
  /** Where the product is, without a slash at its end. */
  product: string;
  /** A JWT of the identity provider. */
  accessToken(): Promise<string>;
  /** The reviewer judges the bill. */
  judge(scanRef: string, verdict: "VALID" | "INVALID"): Promise<void>;
  /** The verification that was created last. */
  lastScanRef(): Promise<string>;
}

/** Listens on a free port of this machine; returns the address without a slash at its end. */
async function listen(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** Passes calls on to where the address says. */
function forward(to: (path: string) => string): RequestListener {
  return (asked, answered) => {
    const { url = "/", method, headers } = asked;
    const passed = request(to(url) + url, { method, headers }, (answer) => {
      answered.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answered);
    });
    passed.on("error", () => answered.writeHead(502).end());
    asked.pipe(passed);
  };
}

export const test = base.extend<{ reader: Reader }, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "docs-world-"));
      await writeFile(join(folder, "environment.json"), JSON.stringify(environment));
      await promisify(execFile)("go", ["build", "-trimpath", "-o", join(folder, "sandbox"), "./wasm/sandbox"], {
        cwd: top,
      });

      let shown = "";
      const backEndPort = await freePort();
      const backEnd = `http://127.0.0.1:${backEndPort}`;
      const product = await listen(forward((path) => (path.startsWith("/idenfy/") ? backEnd : shown)));

      const pair = await generateKeyPair("ES256", { extractable: true });
      const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "1", alg: "ES256" }] });
      const provider = await listen((_, response) => void response.end(keys));

      const sandboxAddress = `127.0.0.1:${await freePort()}`;
      const sandboxURL = `http://${sandboxAddress}`;
      const gateway = await startWorker({
        directory: join(top, "build/worker"),
        bindings: {
          ...secrets,
          IDENFY_URL: sandboxURL,
          ORIGINS: product.url,
          FORWARD_URL: `${product.url}/idenfy/webhook`,
          JWKS_URL: `${provider.url}/jwks`,
          JWT_ISSUER: provider.url,
          JWT_AUDIENCE: "shop",
        },
      });
      const options = ["--env", join(folder, "environment.json"), "--addr", sandboxAddress];
      const sandbox = spawn(join(folder, "sandbox"), [...options, "--webhook", `${gateway.url}/webhooks/idenfy`], {
        env: { ...process.env, ...secrets },
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(sandbox.stdout, "data");

      const desk = async <T>(path: string, body?: object): Promise<T> => {
        const answer = await fetch(`${sandboxURL}/_sandbox/api/${path}`, {
          method: body ? "POST" : "GET",
          headers: { "x-sandbox": "1" },
          body: body && JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}: ${await answer.text()}`);
        return answer.json() as T;
      };
      await use({
        places: {
          "https://verify.example.com": gateway.url,
          "https://shop.example.com": product.url,
          "https://id.example.com": provider.url,
          "https://ivs.idenfy.com": sandboxURL,
          "https://ui.idenfy.com": sandboxURL,
          "http://127.0.0.1:3000": backEnd,
          "listen(3000,": `listen(${backEndPort},`,
        },
        product: product.url,
        show(url) {
          shown = url.replace(/\/$/, "");
        },
        accessToken: () =>
          new SignJWT({ address: { formatted: "1 Main St, Vilnius" } })
            .setProtectedHeader({ alg: "ES256", kid: "1" })
            .setSubject("customer-17")
            .setIssuer(provider.url)
            .setAudience("shop")
            .setExpirationTime("5m")
            .sign(pair.privateKey),
        async judge(scanRef, verdict) {
          await desk(`verifications/${scanRef}/judge`, { additionalSteps: verdict });
        },
        async lastScanRef() {
          const { verifications } = await desk<{ verifications: { scanRef: string }[] }>("verifications");
          return verifications[0]?.scanRef ?? "";
        },
      });
      sandbox.kill("SIGTERM");
      await gateway.stop();
      provider.stop();
      product.stop();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 600_000 },
  ],

  reader: async ({ world }, use) => {
    const ports = [String(await freePort()), String(await freePort()), String(await freePort())] as const;
    const places = {
      "127.0.0.1:8787": `127.0.0.1:${ports[0]}`,
      "127.0.0.1:8788": `127.0.0.1:${ports[1]}`,
      "127.0.0.1:8789": `127.0.0.1:${ports[2]}`,
    };
    const reader = new Reader({ ...world.places, ...places }, { ...secrets, PORT: ports[0], SANDBOX_PORT: ports[1] });
    await use(reader);
    await reader.leave();
  },
});
