// When the client retries a call, and how long it waits before.
import { grantTries } from "./catalogue.gen.ts";
import { ClientError } from "./client.error.ts";
import { orAborted, pause } from "./wait.ts";

/** Milliseconds before the first retry (iDenfy advises 1 s, 2 s, 4 s), and the longest pause. */
const firstPause = 1000;
const longestPause = 60_000;

/** Retries a call after a transient failure. A failure while offline is not counted; the next try waits until online. */
export async function withRetries<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let failed = 0; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (isOnline() && ++failed === grantTries) throw error;
      if (isOnline()) await pause(backOff(failed, error.retryAfter), signal);
      await online(signal);
    }
  }
}

export function mayPass(error: unknown): error is ClientError {
  return error instanceof ClientError && error.retryable;
}

/** Exponential, with jitter of up to the same again, so that many pages do not retry at once. */
function backOff(failed: number, retryAfter = 0): number {
  const least = Math.max(firstPause * 2 ** (failed - 1), retryAfter * 1000);
  return Math.min(least * (1 + Math.random()), longestPause);
}

/** Resolves when the browser is connected to some network. */
export function online(signal?: AbortSignal): Promise<void> {
  return until(isOnline, globalThis, "online", signal);
}

/** Resolves when somebody can see the page. */
export function visible(signal?: AbortSignal): Promise<void> {
  return until(() => globalThis.document?.hidden !== true, globalThis.document, "visibilitychange", signal);
}

function isOnline(): boolean {
  return globalThis.navigator?.onLine !== false;
}

async function until(holds: () => boolean, target: EventTarget, event: string, signal?: AbortSignal): Promise<void> {
  while (!holds()) {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    target.addEventListener(event, resolve, { once: true, signal });
    await orAborted(promise, signal);
  }
}
