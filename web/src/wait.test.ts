import { expect, test, vi } from "vitest";
import { orAborted, pause } from "./wait.ts";

test("a pause takes its time, and ends with its signal", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    let over = false;
    const paused = pause(1000).then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await paused;
    const cancel = new AbortController();
    const cancelled = pause(1000, cancel.signal);
    cancel.abort("enough");
    await expect(cancelled).rejects.toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a promise is waited for until the signal aborts", async () => {
  const cancel = new AbortController();
  expect(await orAborted(Promise.resolve(1), cancel.signal)).toBe(1);
  await expect(orAborted(Promise.reject("wrong"), cancel.signal)).rejects.toBe("wrong");
  const never = orAborted(new Promise(() => {}), cancel.signal);
  cancel.abort("enough");
  await expect(never).rejects.toBe("enough");
  await expect(orAborted(Promise.resolve(1), cancel.signal)).rejects.toBe("enough");
});
