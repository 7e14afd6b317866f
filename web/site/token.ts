// Part 2: a token from the gateway, and the link to iDenfy's window.
import type { Client, Token } from "../src/index.ts";
import { byId } from "./dom.ts";
import { clearProblem, isCancelled, showProblem } from "./problem.ts";

const create = byId("token-create", HTMLButtonElement);
const status = byId("token-status", HTMLParagraphElement);
const problem = byId("token-problem", HTMLDivElement);
const result = byId("token-result", HTMLDivElement);
const windowLink = byId("token-window", HTMLAnchorElement);
const deskLink = byId("token-desk", HTMLAnchorElement);

interface TokenPart {
  /** Forgets the token, which another gateway has created. */
  reset(): void;
}

/** Starts the part; `request` returns the token request as plain JSON, or null if it cannot be read. */
export function tokenPart(
  client: () => Client,
  request: () => Promise<unknown>,
  onToken: (token: Token) => void,
): TokenPart {
  let asking = new AbortController();

  async function createToken(): Promise<void> {
    asking = new AbortController();
    const { signal } = asking;
    clearProblem(problem);
    result.hidden = true; // it links to the previous token
    create.disabled = true;
    status.textContent = "Asking for a token…";
    try {
      const plain = await request();
      if (plain === null) {
        status.textContent = "Nothing was sent: the payload above cannot be read. Its findings say why.";
        return;
      }
      const token = await client().createToken({ request: plain, signal });
      status.textContent = "The token is there.";
      show(token);
      onToken(token);
    } catch (error) {
      status.textContent = "";
      if (!isCancelled(error)) showProblem(problem, error, createToken);
    } finally {
      create.disabled = false;
    }
  }

  create.onclick = createToken;
  return {
    reset() {
      asking.abort();
      clearProblem(problem);
      status.textContent = "";
      result.hidden = true;
    },
  };
}

function show(token: Token): void {
  byId("token-scan-ref", HTMLElement).textContent = token.scanRef;
  byId("token-steps", HTMLElement).textContent =
    token.steps.map(({ name, type }) => `${name} (${type})`).join(", ") || "none";
  byId("token-expiry", HTMLElement).textContent = `${Math.round(token.expiryTime / 60)} minutes`;
  windowLink.href = token.redirectUrl;
  deskLink.hidden = !token.scanRef.startsWith("sandbox-");
  deskLink.href = new URL("../../_sandbox/", token.redirectUrl).href;
  result.hidden = false;
}
