// When the client tries again, and what it waits for before.
import { ClientError } from "./client.error.ts";
import { orAborted, pause } from "./wait.ts";

/** How often a call is made in all: an upload grant is good for as many. */
const attempts = 3;

/** Milliseconds before the first retry (iDenfy advises 1 s, 2 s, 4 s), and the most that is waited at once. */
const firstPause = 1000;
const longestPause = 60_000;

/** Makes a call again where its failure may pass. One that failed for being offline goes on, uncounted, when back. */
export async function withRetries<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let failed = 0; ; ) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (isOnline() && ++failed === attempts) throw error;
      if (isOnline()) await pause(backOff(failed, error.retryAfter), signal);
      await online(signal);
    }
  }
}

export function mayPass(error: unknown): error is ClientError {
  return error instanceof ClientError && error.retryable;
}

/** Twice as long each time, and up to as much more by chance, so that many pages do not come back at once. */
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
