// The footer: whether the gateway answers, and which one it is.
import { byId } from "./dom.ts";

const health = byId("gateway-health", HTMLParagraphElement);

export async function showHealth(baseURL: string): Promise<void> {
  try {
    const response = await fetch(`${baseURL}/healthz`);
    const { version } = await response.json();
    health.textContent = response.ok ? `Gateway ${version}` : "The gateway is not ready.";
  } catch {
    health.textContent = "The gateway does not answer.";
  }
}
