// The Worker as wrangler bundles it, in workerd, with D1 and rate limits, in
// front of an upstream of the test's own. `./build.sh test` bundles it first.

import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { SignJWT } from "jose";
import { Upstream } from "./upstream.ts";
import { type RunningWorker, startWorker } from "./workerd.ts";

const bundle = fileURLToPath(new URL("../../../build/worker/", import.meta.url));

export const secrets = {
  IDENFY_API_KEY: "api-key-of-the-test",
  IDENFY_API_SECRET: "api-secret-of-the-test",
  IDENFY_SIGNING_KEY: "signing-key-of-the-test",
  GRANT_KEY: "grant-key-of-the-test-with-32-bytes-or-more",
  GRANT_KEY_OLD: "the-grant-key-before-the-rotation-32-bytes",
  FORWARD_KEY: "forward-key-of-the-test-with-32-bytes-or-more",
};

export interface Gateway extends Pick<RunningWorker, "url" | "database" | "sweep"> {
  upstream: Upstream;
  /** Everything that the Worker wrote. */
  logs(): string;
  stop(): Promise<void>;
}

export interface Options {
  bindings?: Record<string, string>;
  /** Calls a minute; the limits are off without. */
  limit?: number;
  /** A database without its tables fails every call that needs it. */
  tables?: boolean;
}

export async function startGateway({ bindings = {}, limit, tables = true }: Options = {}): Promise<Gateway> {
  const upstream = new Upstream();
  const idenfy = await upstream.start();
  let logs = "";
  const worker = await startWorker({
    directory: bundle,
    bindings: { ...secrets, IDENFY_URL: idenfy, ...bindings },
    limit,
    tables,
    log: (line) => {
      logs += `${line}\n`;
    },
  });
  return {
    ...worker,
    upstream,
    logs: () => logs,
    async stop() {
      await worker.stop();
      await upstream.stop();
    },
  };
}

/** A grant as a product's back end signs it. */
export function grant(audience: string, claims: Record<string, unknown>, key = secrets.GRANT_KEY): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(key));
}

export interface Answered {
  status: number;
  headers: Headers;
  body: { identifier?: string; message?: string; [name: string]: unknown };
}

/** Calls the gateway, with a JWT where one is given. */
export async function call(
  { url }: Gateway,
  route: string,
  { jwt, body, headers = {} }: { jwt?: string; body?: BodyInit; headers?: Record<string, string> } = {},
): Promise<Answered> {
  const [method, path] = route.split(" ");
  const authorization: Record<string, string> = jwt === undefined ? {} : { authorization: `Bearer ${jwt}` };
  const response = await fetch(url + path, { method, body, headers: { ...authorization, ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

/** A signed webhook, as iDenfy sends it. */
export function webhook(gateway: Gateway, body: object | string, eventType = ""): Promise<Answered> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = { "idenfy-signature": sign(text), "idenfy-event-type": eventType };
  return call(gateway, "POST /webhooks/idenfy", { body: text, headers });
}

export function sign(text: string, key = secrets.IDENFY_SIGNING_KEY): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/** Repeats calls, each attempt as somebody else, until all fall into one minute: limits count from its beginning. */
export async function inOneMinute<T>(calls: (attempt: number) => Promise<T>): Promise<T> {
  const minute = () => Math.floor(Date.now() / 60_000);
  for (let attempt = 0; ; attempt++) {
    const began = minute();
    const answers = await calls(attempt);
    if (minute() === began) return answers;
  }
}

/** A JPEG as far as the gateway looks at it, as base64 of a length that is a multiple of four. */
export function jpeg(bytes = 3000): string {
  const file = Buffer.alloc(bytes, 7);
  file.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]);
  return file.toString("base64");
}
