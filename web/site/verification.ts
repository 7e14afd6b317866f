// Part 3: the state of the verification, followed until it cannot change any more.
import { type Client, ClientError, type Verification } from "../src/index.ts";
import { byId } from "./dom.ts";
import { clearProblem, isCancelled, showProblem } from "./problem.ts";

const state = byId("verification-state", HTMLParagraphElement);
const problem = byId("verification-problem", HTMLDivElement);
const check = byId("verification-check", HTMLButtonElement);

interface VerificationPart {
  /** Follows this verification in place of the previous one; undefined follows none. */
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
      for await (const verification of client().follow(scanRef, { signal })) {
        show(verification);
        onChange(verification);
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
