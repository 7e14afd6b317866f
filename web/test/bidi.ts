// As much of WebDriver BiDi as it takes to walk through a page in Debian's Firefox, which Playwright does not drive.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Answer {
  id?: number;
  type: "success" | "error" | "event";
  result?: unknown;
  message?: string;
}

export interface Tab {
  goto(url: string): Promise<void>;
  /** Runs a function in the page with JSON for its arguments; its result is JSON too. */
  run<T, A extends unknown[]>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  /** Gives these files to the input that the function finds. */
  setFiles(find: () => Element | null | undefined, files: string[]): Promise<void>;
  /** Presses and lets go of each of these keys. */
  press(...keys: string[]): Promise<void>;
}

/** Starts Firefox with a profile of its own; `close` ends both. */
export async function startFirefox(executable: string): Promise<{ tab: Tab; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), "idenfy-firefox-"));
  const args = ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile, "about:blank"];
  const firefox = spawn(executable, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: profile },
  });
  const socket = new WebSocket(`${await address(firefox)}/session`);
  await once(socket, "open");
  const send = commands(socket);
  await send("session.new", { capabilities: {} });
  // A window of its own, in front: elsewhere keys press no buttons.
  const { context } = await send<{ context: string }>("browsingContext.create", { type: "window" });
  await send("browsingContext.activate", { context });
  return {
    tab: tabOf(send, context),
    async close() {
      await send("browser.close", {});
      if (firefox.exitCode === null) await once(firefox, "exit");
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function address(firefox: ChildProcess): Promise<string> {
  let printed = "";
  return new Promise((resolve, reject) => {
    firefox.stderr?.on("data", (chunk) => {
      printed += chunk;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    firefox.once("error", reject);
    firefox.once("exit", () => reject(new Error(`Firefox ended:\n${printed}`)));
  });
}

type Send = <T>(method: string, params: object) => Promise<T>;

function commands(socket: WebSocket): Send {
  const waiting = new Map<number, (answer: Answer) => void>();
  let lastID = 0;
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(data);
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  return async <T>(method: string, params: object) => {
    const id = ++lastID;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
    waiting.delete(id);
    if (answer.type === "error") throw new Error(`${method}: ${answer.message}`);
    return answer.result as T;
  };
}

interface Evaluated {
  type: "success" | "exception";
  result?: { value?: string; sharedId?: string };
  exceptionDetails?: { text: string };
}

function tabOf(send: Send, context: string): Tab {
  async function call(declaration: string, args: string[] = []): Promise<Evaluated> {
    const evaluated = await send<Evaluated>("script.callFunction", {
      functionDeclaration: declaration,
      arguments: args.map((value) => ({ type: "string", value })),
      target: { context },
      awaitPromise: true,
      userActivation: true,
    });
    if (evaluated.type === "exception") throw new Error(evaluated.exceptionDetails?.text);
    return evaluated;
  }
  return {
    async goto(url) {
      await send("browsingContext.navigate", { context, url, wait: "complete" });
    },
    async run(run, ...args) {
      const { result } = await call(`async (args) => JSON.stringify({ value: await (${run})(...JSON.parse(args)) })`, [
        JSON.stringify(args),
      ]);
      return JSON.parse(result?.value ?? "{}").value;
    },
    async setFiles(find, files) {
      const { result } = await call(String(find));
      await send("input.setFiles", { context, element: { sharedId: result?.sharedId }, files });
    },
    async press(...keys) {
      const actions = keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]);
      await send("input.performActions", { context, actions: [{ type: "key", id: "keyboard", actions }] });
    },
  };
}
