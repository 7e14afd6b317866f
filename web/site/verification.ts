// Part 3: where the verification is, asked every second for as long as something may still change.
import { type Client, ClientError, type Verification } from "../src/index.ts";
import { byId } from "./dom.ts";
import { clearProblem, isCancelled, showProblem } from "./problem.ts";

const state = byId("verification-state", HTMLParagraphElement);
const problem = byId("verification-problem", HTMLDivElement);
const check = byId("verification-check", HTMLButtonElement);

interface VerificationPart {
  /** Follows this verification, and no other any more; undefined follows none. */
  follow(scanRef: string | undefined): void;
}

export function verificationPart(
  client: () => Client,
  onChange: (verification: Verification) => void,
  forgotten: () => void,
): VerificationPart {
  let following = new AbortController();

  async function follow(scanRef: string | undefined): Promise<void> {
    following.abort();
    following = new AbortController();
    const { signal } = following;
    clearProblem(problem);
    check.hidden = true;
    if (!scanRef) {
      state.textContent = "There is no verification yet: create a token first.";
      delete state.dataset.state;
      return;
    }
    check.onclick = () => void follow(scanRef);
    try {
      for (;;) {
        const verification = await client().verification(scanRef, { signal });
        show(verification);
        onChange(verification);
        if (verification.state === "accepted" || verification.state === "closed") break;
        await pause(signal);
      }
      check.hidden = false;
    } catch (error) {
      if (isCancelled(error)) return;
      if (error instanceof ClientError && error.status === 404) {
        forgotten();
        state.textContent = "The gateway no longer knows this verification. Create a new token.";
        delete state.dataset.state;
        return;
      }
      showProblem(problem, error, () => void follow(scanRef));
    }
  }

  return { follow };
}

function show({ state: now, steps }: Verification): void {
  const words = {
    waiting: "Waiting: iDenfy has not decided yet.",
    accepted: "Accepted: nothing more is needed.",
    again: `Asked again: ${steps.join(", ")}. Send a better document below.`,
    closed: "Closed: this verification ended without being accepted.",
  }[now];
  if (state.textContent !== words) state.textContent = words; // a live region tells each change once
  state.dataset.state = now;
}

/** Resolves after a second of which the page was visible at the end. */
async function pause(signal: AbortSignal): Promise<void> {
  await once((done) => setTimeout(done, 1000), signal);
  if (document.hidden) await once((done) => addEventListener("visibilitychange", done, { once: true, signal }), signal);
}

function once(start: (done: () => void) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(signal.reason);
    signal.addEventListener("abort", cancel, { once: true });
    start(() => {
      signal.removeEventListener("abort", cancel);
      resolve();
    });
  });
}
