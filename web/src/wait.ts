// Waiting until done or aborted.

export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await orAborted(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles like the promise, or rejects with the signal's reason once it aborts. */
export function orAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const cancel = () => reject(signal?.reason);
    signal?.addEventListener("abort", cancel);
    promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", cancel));
  });
}
