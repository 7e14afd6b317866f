// The footer: whether the gateway answers, and what it is set up for.
import { byId } from "./dom.ts";

const text = byId("gateway-health", HTMLParagraphElement);

/** What GET /healthz answers. */
interface Health {
  version: string;
  mode: string;
  ready: boolean;
  sandbox: boolean;
}

export async function showHealth(baseURL: string): Promise<void> {
  text.textContent = await health(baseURL).then(inWords, () => "The gateway does not answer.");
}

/** Rejects with the gateway's message if it does not serve. */
export async function health(baseURL: string): Promise<Health> {
  const response = await fetch(`${baseURL}/healthz`);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function inWords({ version, mode, ready, sandbox }: Health): string {
  const upstream = sandbox ? "with a sandbox in iDenfy's place" : "with iDenfy";
  return `Gateway ${version}, ${mode} mode, ${upstream}${ready ? "." : "; not set up yet: its log says what is missing."}`;
}
