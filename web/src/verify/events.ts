// What `<idenfy-verify>` tells whoever put it onto a page. Nothing bubbles.

/** Why the window does not work in a frame here. */
export type VerifyTrouble =
  /** The page's own Content-Security-Policy forbids the frame: its frame-src lacks https://ui.idenfy.com. */
  | "blocked"
  /** The frame has no camera: the page's Permissions-Policy keeps it away, the person did, or the page is not https. */
  | "camera"
  /** The window has not loaded yet. */
  | "slow";

/**
 * The first four tell what iDenfy's window in the frame says, each once. They are for the page to go on with and decide
 * nothing, since the page belongs to the person: only the gateway's answer counts (`Client.follow`).
 */
export interface VerifyEventMap {
  /** Everything was accepted. */
  done: CustomEvent<null>;
  /** Accepted, but something does not match: the product's staff decides. */
  suspected: CustomEvent<null>;
  /** Not accepted, or not finished. */
  failed: CustomEvent<null>;
  /** Given; iDenfy's reviewers are looking at it. */
  waiting: CustomEvent<null>;
  /** The window does not work in the frame. The element says so, and leads to iDenfy's own page. */
  blocked: CustomEvent<VerifyTrouble>;
}

export type VerifyOutcome = Exclude<keyof VerifyEventMap, "blocked">;
