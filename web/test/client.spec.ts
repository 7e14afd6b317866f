// The client in a browser, against the gateway and the sandbox as ./build.sh dev runs them.
import { readFile } from "node:fs/promises";
import type { APIRequestContext, CDPSession, Page } from "@playwright/test";
import type { Client } from "../src/index.ts";
import { testFile } from "./files.ts";
import { opened } from "./opened.ts";
import { expect, test } from "./stack.ts";

const step = "UTILITY_BILL";

/** Takes a verification as far as a bill that is asked for again. */
async function billAskedAgain(api: APIRequestContext, url: string): Promise<string> {
  const call = async (address: string, options: object) => {
    const answer = await api.post(address, options);
    expect(answer.ok(), `${address}: ${await answer.text()}`).toBe(true);
    return answer.json();
  };
  const request = { clientId: "1", additionalSteps: { ALL: { ALL: [step] } } };
  const { scanRef, authToken, redirectUrl } = await call(`${url}/v1/token`, { data: { request } });
  const sandbox = new URL(redirectUrl).origin;
  const headers = { authorization: `Bearer ${authToken}` };
  await call(`${sandbox}/window/document`, { headers, data: { country: "LT", document: "PASSPORT" } });
  const bill = await readFile(await testFile("bill.jpg"));
  await call(`${sandbox}/window/upload?step=${step}`, { headers, data: bill });
  await call(`${sandbox}/window/finish`, { headers });
  await call(`${sandbox}/_sandbox/api/verifications/${scanRef}/judge`, {
    headers: { "x-sandbox": "1" },
    data: { additionalSteps: "INVALID" },
  });
  return scanRef;
}

interface Told {
  loaded: number[];
  /** How it ended, once it has. */
  end?: string;
  state?: string;
}

/** What the page holds of an upload. */
interface Upload extends Window {
  client: Client;
  cancel: AbortController;
  told: Told;
}

/** Opens a page of the gateway's with the package's sources, and begins to upload; with `cancelAt`, cancels at so many bytes. */
async function beginUpload(page: Page, scanRef: string, cancelAt = Number.POSITIVE_INFINITY): Promise<void> {
  const body = (await readFile(await testFile("bill.jpg"))).toString("base64");
  await page.evaluate(
    ([scanRef, step, body, cancelAt]) => {
      const it = window as unknown as Upload;
      it.cancel = new AbortController();
      it.told = { loaded: [] };
      it.client
        .uploadStep({
          scanRef,
          step,
          body: new Blob([body]),
          signal: it.cancel.signal,
          onProgress({ loaded }) {
            it.told.loaded.push(loaded);
            if (loaded >= cancelAt) it.cancel.abort();
          },
        })
        .then(
          () => "done",
          (error) => error.name,
        )
        .then((end) => {
          it.told.end = end;
        });
    },
    [scanRef, step, body, cancelAt] as const,
  );
}

const told = (page: Page) => page.evaluate(() => (window as unknown as Upload).told);

async function standing(page: Page, scanRef: string): Promise<string> {
  return page.evaluate(
    async (scanRef) => (await (window as unknown as Upload).client.verification(scanRef)).state,
    scanRef,
  );
}

let network: CDPSession;

/** `speed` is the bytes that the browser sends in a second; -1 is without a bound. */
async function setNetwork(speed: number, offline = false): Promise<void> {
  const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: speed };
  await network.send("Network.emulateNetworkConditions", conditions);
}

test.beforeEach(async ({ page, stack }) => {
  const package_ = new URL("../dist/", import.meta.url);
  await page.route("**/package/*", (route) => {
    const name = new URL(route.request().url()).pathname.replace(/.*\//, "");
    return route.fulfill({ path: new URL(name, package_).pathname });
  });
  network = await page.context().newCDPSession(page);
  await page.goto(`${stack.url}/healthz`);
  await page.evaluate(async (index) => {
    const { createClient } = await import(index);
    (window as unknown as Upload).client = createClient();
  }, "/package/index.js");
});

test("tells how many bytes of an upload went out, and how the verification stands then", async ({ page, stack }) => {
  const scanRef = await billAskedAgain(page.request, stack.url);
  expect(await standing(page, scanRef)).toBe("again");
  await setNetwork(100_000);
  await beginUpload(page, scanRef);
  await expect.poll(async () => (await told(page)).end).toBe("done");
  const { loaded } = await told(page);
  const total = Math.ceil((await readFile(await testFile("bill.jpg"))).length / 3) * 4;
  expect([loaded[0], loaded.at(-1)]).toEqual([0, total]);
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  expect(await standing(page, scanRef)).toBe("waiting");
});

test("an upload that is cancelled replaces nothing", async ({ page, stack }) => {
  const scanRef = await billAskedAgain(page.request, stack.url);
  await setNetwork(50_000);
  await beginUpload(page, scanRef, 1000);
  await expect.poll(async () => (await told(page)).end).toBe("AbortError");
  expect(await standing(page, scanRef)).toBe("again");
  await setNetwork(-1);
  await beginUpload(page, scanRef);
  await expect.poll(async () => (await told(page)).end).toBe("done");
});

test("an upload waits while the browser is offline, and goes on when it is back", async ({ page, stack }) => {
  const scanRef = await billAskedAgain(page.request, stack.url);
  await setNetwork(-1, true);
  const lost = await opened(page, "requestfailed", () => beginUpload(page, scanRef));
  expect(lost.failure()?.errorText).toBe("net::ERR_INTERNET_DISCONNECTED");
  expect((await told(page)).end).toBeUndefined();
  await setNetwork(-1);
  await expect.poll(async () => (await told(page)).end).toBe("done");
  expect(await standing(page, scanRef)).toBe("waiting");
});

test("an error has the gateway's findings, and the number of its log line", async ({ page }) => {
  const failure = await page.evaluate(async () => {
    const request = { clientId: "1", additionalSteps: { ALL: { PASPORT: ["UTILITY_BILL"] } } };
    const { client } = window as unknown as Upload;
    return client.createToken({ request }).catch(({ name, status, identifier, requestId, findings, retryable }) => ({
      name,
      status,
      identifier,
      requestId,
      retryable,
      pointer: findings[0].pointer,
    }));
  });
  expect(failure).toEqual({
    name: "ClientError",
    status: 400,
    identifier: "VALIDATION_ERROR",
    requestId: expect.stringMatching(/^\w{20,}$/),
    retryable: false,
    pointer: "/additionalSteps/ALL/PASPORT",
  });
});
