// What an act opens, or makes the browser tell: a file chooser, another tab, a request that failed.
import type { FileChooser, Page, Request } from "@playwright/test";

interface Told {
  filechooser: FileChooser;
  popup: Page;
  requestfailed: Request;
}

/**
 * Acts, and returns what the browser then tells. Playwright turns the interception of file choosers on without waiting
 * for the browser, and on a busy machine a key press overtakes it: the chooser opens unseen, and a wait for it never
 * ends. After a round trip to the page the browser has heard, so the act comes second.
 */
export async function opened<E extends keyof Told>(
  page: Page,
  event: E,
  act: () => Promise<unknown>,
): Promise<Told[E]> {
  // biome-ignore lint/plugin: the one place where it is waited for
  const told = page.waitForEvent(event as "popup") as Promise<unknown> as Promise<Told[E]>;
  told.catch(() => {}); // where the act fails, its error counts
  await page.evaluate(() => 0);
  await act();
  return told;
}
