// Uploads through workerd: what reaches iDenfy, and what never does whole.

import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { uploadBodyBytes } from "../../../worker/src/catalogue.gen.ts";
import { type Answered, call, type Gateway, grant, jpeg, startGateway } from "./gateway.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.upstream.reset());

const route = "POST /v1/upload?scanRef=scan-1&step=UTILITY_BILL";
let grants = 0;
const uploadGrant = (claims: object = {}) =>
  grant("upload", { scanRef: "scan-1", step: "UTILITY_BILL", jti: `grant-${++grants}`, ...claims });

const upload = async (body: BodyInit, headers: Record<string, string> = {}): Promise<Answered> => {
  for (let tries = 10; ; tries--) {
    try {
      const jwt = await uploadGrant();
      return await call(gateway, route, { jwt, body, headers: { "content-type": "text/plain", ...headers } });
    } catch (error) {
      // A refusal closes the connection, and Node may notice that before it reads the answer.
      if (tries === 1) throw error;
    }
  }
};

const large = jpeg(6_000_000 - 100);

test.each([
  ["small", jpeg()],
  ["one byte of padding", jpeg(3001)],
  ["two bytes of padding", jpeg(3002)],
  ["a whole chunk", jpeg((3 * 1024 * 1024) / 4)],
  ["large", large],
])("a %s file arrives as it was sent, its length known", async (_, image) => {
  const jwt = await uploadGrant({ additionalData: { address: '1 Main "St", Vilnius' } });
  const { status, body } = await call(gateway, route, { jwt, body: image });
  expect([status, body]).toEqual([200, { scanRef: "scan-1", step: "UTILITY_BILL" }]);
  const [sent] = gateway.upstream.calls;
  expect(sent?.headers["transfer-encoding"]).toBeUndefined();
  expect(Number(sent?.headers["content-length"])).toBe(sent?.body.length);
  expect(sent?.headers.authorization).toMatch(/^Basic /);
  expect(JSON.parse(sent?.body ?? "")).toEqual({
    scanRef: "scan-1",
    step: "UTILITY_BILL",
    additionalData: { address: '1 Main "St", Vilnius' },
    image,
  });
});

// The largest file, beside the longest additionalData: the request that reaches iDenfy has 20,000,000 bytes.
test("the largest upload passes, and one byte more of the file is refused", async () => {
  const pdf = (bytes: number) => Buffer.alloc(bytes, "%PDF-1.7\n").toString("base64");
  const around = JSON.stringify({
    scanRef: "scan-1",
    step: "UTILITY_BILL",
    additionalData: { address: "" },
    image: "",
  });
  const address = "a".repeat(10_000 - around.length);
  const image = pdf((uploadBodyBytes / 4) * 3);
  const jwt = await uploadGrant({ additionalData: { address } });
  const { status, body } = await call(gateway, route, { jwt, body: image });
  expect([status, body]).toEqual([200, { scanRef: "scan-1", step: "UTILITY_BILL" }]);
  const [sent] = gateway.upstream.calls;
  expect(sent?.body.length).toBe(20_000_000);
  expect(sent?.body.endsWith(`,"image":"${image}"}`)).toBe(true);

  gateway.upstream.reset();
  // By its length alone: the answer comes before the body, and fetch, still writing, may miss it.
  expect(await raw([`Content-Length: ${pdf((uploadBodyBytes / 4) * 3 + 1).length}`], "JVBE")).toMatch(
    /^HTTP\/1.1 413 /,
  );
  const longer = await uploadGrant({ additionalData: { address: `${address}a` } });
  const refused = await call(gateway, route, { jwt: longer, body: jpeg() });
  expect([refused.status, refused.body.identifier]).toEqual([400, "BAD_VALUE"]);
  expect(gateway.upstream.calls).toEqual([]);
});

describe("what iDenfy never has whole", () => {
  const at = (image: string, place: number, what: string) =>
    image.slice(0, place) + what + image.slice(place + what.length);
  test.each([
    ["a quote at the head", at(jpeg(), 40, '"')],
    ["a quote late", at(large, large.length - 1000, '"')],
    ["a second key", at(large, large.length - 40, '","step":"SELFIE","x":"')],
    ["an escape", at(large, 3_000_000, "\\u0022")],
    ["a control byte", at(large, 3_000_000, "\0")],
    ["white space", at(large, 3_000_000, "\n")],
    ["URL-safe letters", at(large, 3_000_000, "-_")],
    ["padding in the middle", at(large, 3_000_000, "==")],
    ["padding in the middle of a chunk's end", at(large, 1024 * 1024 - 2, "==")],
    ["a wrong byte before the end", at(large, large.length - 2, "*")],
    ["a wrong last byte", at(large, large.length - 1, '"')],
    ["three bytes of padding", at(large, large.length - 3, "===")],
    ["a length that is no multiple of four", large.slice(0, -1)],
    ["a data: prefix", `data:image/jpeg;base64,${jpeg()}=`],
  ])("%s", async (_, image) => {
    const { status, body } = await upload(image);
    expect([status, body.identifier]).toEqual([400, "BAD_VALUE"]);
    expect(gateway.upstream.calls.filter(({ complete }) => complete)).toEqual([]);
  });

  test("text, by its head, before a byte goes out", async () => {
    const { status, body } = await upload(
      Buffer.from("Dear reviewer, this is my bill.\n".repeat(300)).toString("base64"),
    );
    expect([status, body.identifier]).toEqual([400, "VALIDATION_ERROR"]);
    expect(body.findings).toEqual([expect.objectContaining({ code: "type-not-accepted", severity: "error" })]);
    expect(gateway.upstream.calls).toEqual([]);
  });

  test("a type that the step's settings forbid", async () => {
    const sub = `settings-${grants}`;
    const created = await call(gateway, "POST /v1/token", { jwt: await grant("token", { sub }), body: "{}" });
    const scanRef = created.body.scanRef;
    gateway.upstream.reset();
    const pdf = Buffer.from(`%PDF-1.4\n${"1 0 obj <<>> endobj\n".repeat(100)}%%EOF\n`).toString("base64");
    const { status, body } = await call(gateway, `POST /v1/upload?scanRef=${scanRef}&step=UTILITY_BILL`, {
      jwt: await uploadGrant({ scanRef }),
      body: pdf,
    });
    expect([status, body.identifier]).toEqual([400, "VALIDATION_ERROR"]);
    expect(body.findings).toEqual([expect.objectContaining({ code: "pdf-not-allowed" })]);
    expect(gateway.upstream.calls).toEqual([]);
  });
});

describe("refused by its headers, before Go is asked", () => {
  test("compressed", async () => {
    const { status } = await upload(jpeg(), { "content-encoding": "gzip" });
    expect(status).toBe(415);
  });
  test("chunked", async () => {
    const answer = await raw(["Transfer-Encoding: chunked"], `${jpeg().length.toString(16)}\r\n${jpeg()}\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 411 /);
  });
  test("over the limit", async () => {
    const answer = await raw([`Content-Length: 21000000`], "/9j/");
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });
  test("empty", async () => {
    const answer = await raw(["Content-Length: 0"], "");
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain("MISSING_VALUE");
  });
});

test("a caller who leaves ends the call upstream", async () => {
  const image = jpeg(5_000_000);
  const before = gateway.logs().length;
  const socket = await send([`Content-Length: ${image.length}`], image.slice(0, 4_000_000));
  await expect.poll(() => gateway.upstream.calls[0]?.body.length ?? 0).toBeGreaterThan(1_000_000);
  socket.destroy();
  await expect.poll(() => gateway.logs().slice(before)).toContain("POST /v1/upload");
  expect(gateway.upstream.calls[0]?.complete).toBe(false);
  expect((await upload(jpeg())).status, "the next upload is fine").toBe(200);
});

test("two uploads of one step at once", async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
  gateway.upstream.answer = (_, response) => {
    arrive();
    void goOn.then(() => response.end());
  };
  const first = upload(jpeg());
  await arrived;
  const second = await upload(jpeg());
  expect([second.status, second.body.identifier]).toEqual([409, "UPLOAD_RUNNING"]);
  letGoOn();
  expect((await first).status).toBe(200);
});

test("a grant is good for three tries", async () => {
  const jwt = await uploadGrant();
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await call(gateway, route, { jwt, body: jpeg() })).status);
  expect(statuses).toEqual([200, 200, 200, 403]);
});

/** Writes a request by hand and leaves the connection open. */
async function send(headers: string[], body: string) {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {}); // the gateway may close first
  const head = [
    "POST /v1/upload?scanRef=scan-1&step=UTILITY_BILL HTTP/1.1",
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${await uploadGrant()}`,
    ...headers,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/** Writes a request by hand and returns the beginning of the answer. */
async function raw(headers: string[], body: string): Promise<string> {
  const socket = await send(headers, body);
  let answer = "";
  socket.setEncoding("utf8");
  for await (const chunk of socket) {
    answer += chunk;
    if (answer.includes("}")) break;
  }
  socket.destroy();
  return answer;
}
