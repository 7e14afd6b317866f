// The events of `<idenfy-verify>`. They do not bubble.

/** Why the window does not work in a frame here. */
export type VerifyTrouble =
  /** The page's own Content-Security-Policy forbids the frame: its frame-src lacks https://ui.idenfy.com. */
  | "blocked"
  /** The frame has no camera: the page's Permissions-Policy or the person denies it, or the page is not https. */
  | "camera"
  /** The window has not loaded yet. */
  | "slow";

/**
 * The first four report what iDenfy's window in the frame says, each once. Use them to update the page and not to decide
 * anything, since the person controls the page: only the gateway's answer counts (`Client.follow`).
 */
export interface VerifyEventMap {
  /** Everything was accepted. */
  done: CustomEvent<null>;
  /** Accepted, but something does not match: the product's staff decides. */
  suspected: CustomEvent<null>;
  /** Not accepted, or not finished. */
  failed: CustomEvent<null>;
  /** Finished; iDenfy's reviewers have not decided yet. */
  waiting: CustomEvent<null>;
  /** The window does not work in the frame. The element says so, and links to iDenfy's own page. */
  blocked: CustomEvent<VerifyTrouble>;
}

export type VerifyOutcome = Exclude<keyof VerifyEventMap, "blocked">;
