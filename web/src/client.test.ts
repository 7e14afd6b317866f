import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { JSDOM } from "jsdom";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { serve } from "../test/server.ts";
import type { ClientError } from "./client.error.ts";
import { type Client, type ClientOptions, createClient } from "./client.ts";
import type { Progress } from "./types.ts";

type Exchange = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

const token = {
  authToken: "sandbox-token",
  scanRef: "sandbox-1",
  redirectUrl: "http://localhost/api/v2/redirect?authToken=sandbox-token",
  expiryTime: 3600,
  steps: [
    { name: "UTILITY_BILL", type: "UPLOAD", settings: { canUpload: true, canCapture: true, canUploadPDF: true } },
  ],
};

let page: JSDOM;
/** The milliseconds of each pause that the client has made; none of them takes any time here. */
let pauses: number[];

vi.mock(import("./wait.ts"), async (actual) => {
  const { orAborted } = await actual();
  const pause = (milliseconds: number, signal?: AbortSignal) => {
    pauses.push(milliseconds);
    return orAborted(new Promise<void>(setImmediate), signal);
  };
  return { orAborted, pause };
});

beforeEach(() => {
  pauses = [];
  vi.spyOn(console, "error").mockImplementation(() => {}); // jsdom reports lost connections there
});

/** A client of a gateway that answers like this, in a page of the same origin. */
async function clientOf(exchange: Exchange, options: ClientOptions = {}): Promise<Client> {
  const baseURL = await serve((request, response) => void exchange(request, response));
  page = new JSDOM("", { url: `${baseURL}/` });
  vi.stubGlobal("XMLHttpRequest", page.window.XMLHttpRequest);
  return createClient({ baseURL, ...options });
}

/** A gateway that answers each request with the next of these, and with the last one from then on. */
function inTurn(...exchanges: Exchange[]): Exchange & { count: number } {
  const turn: Exchange & { count: number } = (request, response) => {
    const exchange = exchanges[Math.min(turn.count, exchanges.length - 1)] as Exchange;
    turn.count++;
    return exchange(request, response);
  };
  turn.count = 0;
  return turn;
}

const lost: Exchange = (request) => void request.socket.destroy();
const refuse =
  (status: number, identifier: string, headers: Record<string, string> = {}): Exchange =>
  (_, response) =>
    void response.writeHead(status, headers).end(JSON.stringify({ identifier, message: "It says why." }));
const stands =
  (state: string): Exchange =>
  (_, response) =>
    answer(response, 200, { scanRef: "x", state, steps: [] });
const uploaded: Exchange = async (request, response) => {
  await text(request);
  answer(response, 200, { scanRef: "x", step: "Y" });
};

function answer(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function base64Blob(content: string): Blob {
  return new page.window.Blob([content], { type: "text/plain" });
}

afterEach(() => {
  page?.window.close();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("creates a token", async () => {
  let seen = {};
  const client = await clientOf(async (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, type: headers["content-type"], body: JSON.parse(await text(request)) };
    answer(response, 201, token);
  });
  const request = { clientId: "1" };
  expect(await client.createToken({ request, signal: new AbortController().signal })).toEqual(token);
  expect(seen).toEqual({ method: "POST", url: "/v1/token", type: "application/json", body: { request } });
});

test("asks where a verification is", async () => {
  const verification = { scanRef: "a/b", state: "again", steps: ["UTILITY_BILL"] };
  const client = await clientOf((request, response) => {
    if (request.url === "/v1/verifications/a%2Fb") answer(response, 200, verification);
    else answer(response, 404, {});
  });
  expect(await client.verification("a/b")).toEqual(verification);
});

test("uploads a step as text, and tells how far it is", async () => {
  let seen = {};
  const client = await clientOf(async (request, response) => {
    const { method, url, headers } = request;
    seen = { method, url, type: headers["content-type"], length: (await text(request)).length };
    answer(response, 200, { scanRef: "sandbox-1", step: "UTILITY BILL" });
  });
  const progress: Progress[] = [];
  const content = "A".repeat(400_000);
  const sent = await client.uploadStep({
    scanRef: "sandbox-1",
    step: "UTILITY BILL",
    body: base64Blob(content),
    onProgress: (now) => progress.push(now),
  });
  expect(sent).toEqual({ scanRef: "sandbox-1", step: "UTILITY BILL" });
  const url = "/v1/upload?scanRef=sandbox-1&step=UTILITY+BILL";
  expect(seen).toEqual({ method: "POST", url, type: "text/plain", length: content.length });
  expect(progress.at(-1)).toEqual({ loaded: content.length, total: content.length });
});

type Call = (client: Client, signal?: AbortSignal) => Promise<unknown>;

const calls: [string, Call][] = [
  ["createToken", (client, signal) => client.createToken({ request: {}, signal })],
  ["verification", (client, signal) => client.verification("x", { signal })],
  ["uploadStep", (client, signal) => client.uploadStep({ scanRef: "x", step: "Y", body: base64Blob("AAAA"), signal })],
];

const findings = [{ code: "no-such-type", severity: "error", message: "Write UPLOAD." }];

const failures: [string, Exchange, Partial<ClientError>][] = [
  [
    "what the gateway refuses, with its findings",
    (_, response) => {
      response.setHeader("x-request-id", "R1");
      answer(response, 400, { identifier: "VALIDATION_ERROR", message: "See the findings.", findings });
    },
    {
      requestId: "R1",
      status: 400,
      identifier: "VALIDATION_ERROR",
      message: "See the findings.",
      findings: findings as never,
      retryable: false,
    },
  ],
  [
    "an iDenfy out of reach, which may be back later",
    (_, response) => answer(response, 502, { identifier: "INTERNAL_ERROR", message: "iDenfy cannot be reached." }),
    { status: 502, identifier: "INTERNAL_ERROR", findings: undefined, retryable: true },
  ],
  [
    "too many requests, which pass later",
    (_, response) => answer(response, 429, { identifier: "TOO_MANY_REQUESTS", message: "Wait." }),
    { status: 429, retryable: true },
  ],
  [
    "a page of a proxy's",
    (_, response) => answer(response, 503, "<html>"),
    { status: 503, identifier: "UNEXPECTED_ANSWER", retryable: true },
  ],
  [
    "a page in the place of success",
    (_, response) => answer(response, 200, "<!doctype html>"),
    { status: 200, identifier: "UNEXPECTED_ANSWER", retryable: false },
  ],
  ["null", (_, response) => answer(response, 200, "null"), { status: 200, identifier: "UNEXPECTED_ANSWER" }],
  [
    "an error of another shape",
    (_, response) => answer(response, 400, { error: { code: 7 } }),
    { status: 400, identifier: "UNEXPECTED_ANSWER" },
  ],
  ["no answer", lost, { status: 0, identifier: "NETWORK_ERROR", retryable: true }],
];

for (const [method, call] of calls) {
  test.each(failures)(`${method}: tells %s`, async (_name, exchange, error) => {
    const client = await clientOf(exchange);
    await expect(call(client)).rejects.toMatchObject({ name: "ClientError", ...error });
  });

  test(`${method}: a cancelled call rejects with its signal's reason`, async () => {
    const cancel = new AbortController();
    const client = await clientOf(() => cancel.abort("enough"));
    await expect(call(client, cancel.signal)).rejects.toBe("enough");
    await expect(call(client, cancel.signal)).rejects.toBe("enough");
  });
}

const [createToken, verification, uploadStep] = calls.map(([, call]) => call) as [Call, Call, Call];

describe("retries", () => {
  const passing: [string, Exchange][] = [
    ["a lost connection", lost],
    ["a body that stopped coming", refuse(408, "BAD_VALUE")],
    ["too many requests", refuse(429, "TOO_MANY_REQUESTS")],
    ["an iDenfy out of reach", refuse(502, "INTERNAL_ERROR")],
    ["a proxy's page", (_, response) => answer(response, 503, "<html>")],
    ["an iDenfy that does not answer in time", refuse(504, "INTERNAL_ERROR")],
    ["an upload that was lost here and still runs there", refuse(409, "UPLOAD_RUNNING")],
  ];

  test.each(passing)("an upload goes on after %s", async (_name, exchange) => {
    const gateway = inTurn(exchange, exchange, uploaded);
    expect(await uploadStep(await clientOf(gateway))).toEqual({ scanRef: "x", step: "Y" });
    expect(gateway.count).toBe(3);
  });

  test.each(passing)("a token is asked for once, also after %s", async (_name, exchange) => {
    const gateway = inTurn(exchange);
    await expect(createToken(await clientOf(gateway))).rejects.toMatchObject({ name: "ClientError" });
    expect(gateway.count).toBe(1);
  });

  test("end after three calls, with the last failure", async () => {
    const gateway = inTurn(refuse(502, "FIRST"), refuse(502, "SECOND"), refuse(504, "THIRD"), uploaded);
    await expect(uploadStep(await clientOf(gateway))).rejects.toMatchObject({ status: 504, identifier: "THIRD" });
    expect(gateway.count).toBe(3);
  });

  test("do not repeat what would fail again", async () => {
    const gateway = inTurn(refuse(403, "GRANT_USED_UP"));
    await expect(uploadStep(await clientOf(gateway))).rejects.toMatchObject({ identifier: "GRANT_USED_UP" });
    expect(gateway.count).toBe(1);
  });

  test("wait longer each time, by chance up to twice as long, and as long as the gateway asks", async () => {
    vi.spyOn(Math, "random").mockReturnValueOnce(0).mockReturnValueOnce(0.5).mockReturnValueOnce(0);
    await verification(await clientOf(inTurn(lost, lost, stands("waiting"))));
    await verification(await clientOf(inTurn(refuse(429, "X", { "retry-after": "7" }), stands("waiting"))));
    expect(pauses).toEqual([1000, 3000, 7000]);
  });

  test("stop when they are cancelled", async () => {
    const cancel = new AbortController();
    vi.spyOn(pauses, "push").mockImplementation(() => {
      cancel.abort("enough");
      return 0;
    });
    await expect(uploadStep(await clientOf(lost), cancel.signal)).rejects.toBe("enough");
  });

  test("of an upload tell its progress from the beginning", async () => {
    const client = await clientOf(inTurn(refuse(502, "X"), uploaded));
    const loaded: number[] = [];
    const body = base64Blob("A".repeat(1000));
    await client.uploadStep({ scanRef: "x", step: "Y", body, onProgress: (progress) => loaded.push(progress.loaded) });
    expect(loaded.filter((bytes) => bytes === 0)).toHaveLength(2);
    expect(loaded.at(-1)).toBe(1000);
  });
});

describe("offline", () => {
  /** A gateway whose calls end since the browser loses its network; `waited` is called once the client waits for it. */
  function offline(waited: (back: () => void) => void): Exchange {
    const events = new EventTarget();
    const state = { onLine: true };
    const back = () => {
      state.onLine = true;
      events.dispatchEvent(new Event("online"));
    };
    vi.stubGlobal("navigator", state);
    vi.stubGlobal("addEventListener", (...args: Parameters<EventTarget["addEventListener"]>) => {
      events.addEventListener(...args);
      setImmediate(waited, back);
    });
    return (request) => {
      state.onLine = false;
      request.socket.destroy();
    };
  }

  test("an upload waits, and goes on when the browser is back; that counts for no try", async () => {
    const away = offline((back) => back());
    const gateway = inTurn(away, away, away, away, uploaded);
    expect(await uploadStep(await clientOf(gateway))).toEqual({ scanRef: "x", step: "Y" });
    expect(gateway.count).toBe(5);
    expect(pauses).toEqual([]);
  });

  test("waiting can be cancelled", async () => {
    const cancel = new AbortController();
    const gateway = offline(() => cancel.abort("enough"));
    await expect(uploadStep(await clientOf(gateway), cancel.signal)).rejects.toBe("enough");
  });
});

describe("follow", () => {
  async function told(client: Client, signal?: AbortSignal): Promise<string[]> {
    const states: string[] = [];
    for await (const { state } of client.follow("x", { signal })) states.push(state);
    return states;
  }

  test.each(["accepted", "closed"])("tells each change once and ends when it is %s", async (end) => {
    const waiting = stands("waiting");
    const gateway = inTurn(waiting, waiting, stands("again"), waiting, waiting, stands(end));
    expect(await told(await clientOf(gateway))).toEqual(["waiting", "again", "waiting", end]);
    expect(gateway.count).toBe(6);
  });

  test("goes on after what may pass, however often", async () => {
    const failures = [lost, refuse(502, "X"), lost, refuse(429, "X"), lost, lost];
    expect(await told(await clientOf(inTurn(...failures, stands("accepted"))))).toEqual(["accepted"]);
  });

  test("rejects with what will not pass", async () => {
    const gateway = inTurn(stands("waiting"), refuse(404, "BAD_VALUE"));
    await expect(told(await clientOf(gateway))).rejects.toMatchObject({ status: 404 });
    expect(gateway.count).toBe(2);
  });

  test("asks less often while nothing happens, and soon again after a change", async () => {
    const quiet = Array.from({ length: 20 }, () => stands("waiting"));
    await told(await clientOf(inTurn(...quiet, stands("again"), stands("accepted"))));
    expect(pauses.slice(0, 3)).toEqual([1000, 1250, 1562.5]);
    expect(pauses.at(-2)).toBe(15_000);
    expect(pauses.at(-1)).toBe(1000);
  });

  test("stops when it is cancelled, and when nobody listens any more", async () => {
    const cancel = new AbortController();
    const gateway = inTurn(stands("waiting"), (_, response) => {
      cancel.abort("enough");
      response.destroy();
    });
    await expect(told(await clientOf(gateway), cancel.signal)).rejects.toBe("enough");
    const one = inTurn(stands("waiting"));
    for await (const _ of (await clientOf(one)).follow("x")) break;
    expect(one.count).toBe(1);
  });

  test("does not ask while nobody can see the page", async () => {
    const gateway = inTurn(stands("waiting"), stands("accepted"));
    const client = await clientOf(gateway);
    const { document } = page.window;
    vi.stubGlobal("document", document);
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    const states: string[] = [];
    for await (const { state } of client.follow("x")) {
      states.push(state);
      hidden.mockReturnValue(true);
      setImmediate(() => {
        expect(gateway.count).toBe(states.length);
        hidden.mockReturnValue(false);
        document.dispatchEvent(new page.window.Event("visibilitychange"));
      });
    }
    expect(states).toEqual(["waiting", "accepted"]);
  });
});

describe("authorization", () => {
  const purposes: [string, Call, object][] = [
    ["createToken", createToken, { purpose: "token" }],
    ["verification", verification, { purpose: "read", scanRef: "x" }],
    ["uploadStep", uploadStep, { purpose: "upload", scanRef: "x", step: "Y" }],
  ];

  test.each(purposes)("%s says what its JWT is for, and renews an expired one once", async (_name, call, purpose) => {
    const seen: unknown[] = [];
    const expired = refuse(401, "CALLER_EXPIRED");
    const gateway: Exchange = async (request, response) => {
      seen.push(request.headers.authorization);
      await text(request);
      await (seen.length === 1 ? expired(request, response) : answer(response, 200, { fine: true }));
    };
    const getAuthorization = vi.fn(async ({ renew }: { renew: boolean }) => (renew ? "second" : "first"));
    expect(await call(await clientOf(gateway, { getAuthorization }))).toEqual({ fine: true });
    expect(seen).toEqual(["Bearer first", "Bearer second"]);
    expect(getAuthorization.mock.calls).toEqual([
      [{ ...purpose, renew: false, signal: undefined }],
      [{ ...purpose, renew: true, signal: undefined }],
    ]);
  });

  test.each(purposes)("%s does not renew twice, nor what is wrong otherwise", async (_name, call) => {
    const getAuthorization = vi.fn(() => "jwt");
    const twice = inTurn(refuse(401, "CALLER_EXPIRED"));
    const failure = call(await clientOf(twice, { getAuthorization }));
    await expect(failure).rejects.toMatchObject({ identifier: "CALLER_EXPIRED" });
    expect(twice.count).toBe(2);
    const wrong = inTurn(refuse(401, "CALLER_SIGNATURE"));
    await expect(call(await clientOf(wrong, { getAuthorization }))).rejects.toMatchObject({ status: 401 });
    expect(wrong.count).toBe(1);
    expect(getAuthorization).toHaveBeenCalledTimes(3);
  });

  test("a product that cannot give one is told as such, and asked again where that is safe", async () => {
    const cause = new Error("the back end is away");
    const failing = vi.fn(async () => Promise.reject(cause));
    const client = await clientOf(lost, { getAuthorization: failing });
    await expect(createToken(client)).rejects.toMatchObject({ identifier: "AUTHORIZATION_FAILED", cause });
    expect(failing).toHaveBeenCalledTimes(1);
    await expect(uploadStep(client)).rejects.toMatchObject({ identifier: "AUTHORIZATION_FAILED", cause });
    expect(failing).toHaveBeenCalledTimes(4);
  });

  test("one that never comes can be cancelled", async () => {
    const cancel = new AbortController();
    const getAuthorization = () => {
      setImmediate(() => cancel.abort("enough"));
      return new Promise<string>(() => {});
    };
    await expect(createToken(await clientOf(lost, { getAuthorization }), cancel.signal)).rejects.toBe("enough");
  });
});

test("a slash at the end of the gateway's address does no harm", async () => {
  const seen: unknown[] = [];
  const baseURL = await serve((request, response) => {
    seen.push(request.url);
    answer(response, 200, { state: "accepted" });
  });
  await createClient({ baseURL: `${baseURL}/below/` }).verification("x");
  expect(seen).toEqual(["/below/v1/verifications/x"]);
});
