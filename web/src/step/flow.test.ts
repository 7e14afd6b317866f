import { expect, it } from "vitest";
import type { Client } from "../client.ts";
import type { Engine, InspectResult, Prepared } from "../types.ts";
import { Flow, type Setting, type State } from "./flow.ts";

const report: InspectResult = { type: "jpeg", bytes: 1, accepted: true, findings: [] };
const prepared: Prepared = { report, body: new Blob(["AA=="]) };
const file = (name: string) => new File(["x"], name);

/** A flow with an engine and a client whose calls are answered by the test. */
function start(setting: Partial<Setting> = {}) {
  const looks = new Map<string, PromiseWithResolvers<Prepared>>();
  const uploads: (PromiseWithResolvers<unknown> & { progress(loaded: number): void })[] = [];
  const engine = {
    prepare(file: File, { signal }: { signal: AbortSignal }) {
      const look = Promise.withResolvers<Prepared>();
      looks.set(file.name, look);
      signal.addEventListener("abort", () => look.reject(signal.reason));
      return look.promise;
    },
  } as unknown as Engine;
  const client = {
    uploadStep({ signal, onProgress }: { signal: AbortSignal; onProgress(progress: object): void }) {
      const upload = Promise.withResolvers<unknown>();
      signal.addEventListener("abort", () => upload.reject(signal.reason));
      uploads.push({ ...upload, progress: (loaded) => onProgress({ loaded, total: 10 }) });
      return upload.promise;
    },
  } as unknown as Client;
  const states: State[] = [];
  const told: string[] = [];
  const flow: Flow = new Flow(
    () => ({ step: { name: "A" }, engine, client, scanRef: "s", poaDocument: "", ...setting }),
    (type) => told.push(type) > 0,
    () => states.push(flow.state),
  );
  return { flow, looks, uploads, states, told };
}

async function ready(setting?: Partial<Setting>) {
  const started = start(setting);
  started.flow.choose([file("a")], "file");
  started.looks.get("a")?.resolve(prepared);
  await expect.poll(() => started.flow.state.at).toBe("judged");
  return started;
}

it("a file chosen while another is looked into takes its place", async () => {
  const { flow, looks, states, told } = start();
  flow.choose([file("a")], "file");
  flow.choose([file("b")], "drop");
  looks.get("a")?.resolve({ report: { ...report, accepted: false } });
  looks.get("b")?.resolve(prepared);
  await expect.poll(() => flow.state.at).toBe("judged");
  expect(flow.state.chosen).toMatchObject({ file: { name: "b" }, by: "drop", prepared });
  expect(states.map(({ at, chosen }) => `${at} ${chosen?.file.name}`)).toEqual(["looking a", "looking b", "judged b"]);
  expect(told.filter((type) => type === "inspect" || type === "error")).toEqual(["inspect"]);
});

it("asks once whether what was given before is replaced, for each verification", async () => {
  const { flow, uploads, looks } = await ready();
  await flow.send();
  expect(flow.state.at).toBe("asking");
  flow.postpone();
  await flow.send();
  expect(flow.state.at).toBe("asking");
  void flow.send(true);
  uploads[0]?.reject(new Error("away"));
  await expect.poll(() => flow.state).toMatchObject({ at: "judged", note: "status.failed" });
  void flow.send();
  expect(flow.state.at).toBe("sending");
  flow.cancel();
  flow.restart();
  looks.get("a")?.resolve(prepared);
  await expect.poll(() => flow.state.at).toBe("judged");
  await flow.send();
  expect(flow.state.at).toBe("asking");
});

it("does not claim that nothing was sent when all of it was", async () => {
  const { flow, uploads, told } = await ready();
  void flow.send(true);
  uploads[0]?.progress(5);
  expect(flow.state).toMatchObject({ at: "sending", progress: 0.5 });
  flow.cancel();
  expect(flow.state).toMatchObject({ at: "judged", note: "status.cancelled" });
  uploads[0]?.progress(10);
  expect(flow.state.at).toBe("judged");
  void flow.send();
  uploads[1]?.progress(10);
  flow.cancel();
  expect(flow.state).toMatchObject({ at: "judged", note: "status.unsure" });
  expect(told.filter((type) => type === "cancel" || type === "error")).toEqual(["cancel", "cancel"]);
});

it("sends nothing without a verification, nor what was refused", async () => {
  const form = await ready({ scanRef: undefined });
  await form.flow.send(true);
  expect(form.uploads).toEqual([]);
  const { flow, looks, uploads } = start();
  flow.choose([file("a")], "file");
  looks.get("a")?.resolve({ report: { ...report, accepted: false } });
  await expect.poll(() => flow.state.at).toBe("judged");
  await flow.send(true);
  expect(uploads).toEqual([]);
});
