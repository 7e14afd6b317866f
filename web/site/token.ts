// Part 2: a token from the gateway, and the way to iDenfy's window.
import type { Client, Token } from "../src/index.ts";
import { byId } from "./dom.ts";
import { clearProblem, showProblem } from "./problem.ts";

const create = byId("token-create", HTMLButtonElement);
const status = byId("token-status", HTMLParagraphElement);
const problem = byId("token-problem", HTMLDivElement);
const result = byId("token-result", HTMLDivElement);
const windowLink = byId("token-window", HTMLAnchorElement);
const deskLink = byId("token-desk", HTMLAnchorElement);

interface TokenPart {
  /** Forgets the token: it was another server's. */
  reset(): void;
}

export function tokenPart(client: () => Client, payload: () => string, onToken: (token: Token) => void): TokenPart {
  async function createToken(): Promise<void> {
    clearProblem(problem);
    create.disabled = true;
    status.textContent = "Asking for a token…";
    try {
      const token = await client().createToken({ request: JSON.parse(payload()) });
      status.textContent = "The token is there.";
      show(token);
      onToken(token);
    } catch (error) {
      status.textContent = "";
      showProblem(problem, error, createToken);
    } finally {
      create.disabled = false;
    }
  }

  create.onclick = createToken;
  return {
    reset() {
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
