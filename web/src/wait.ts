// Waiting that a signal ends.

export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  try {
    await orAborted(promise, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What the promise gives, or at once the signal's reason when it aborts. */
export function orAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const cancel = () => reject(signal?.reason);
    signal?.addEventListener("abort", cancel);
    promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", cancel));
  });
}
