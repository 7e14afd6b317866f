// The switch "No server": gateway and sandbox run in this browser's service worker.
import { byId } from "./dom.ts";
import { health } from "./health.ts";
import { clearProblem, showProblem } from "./problem.ts";

const toggle = byId("no-server", HTMLInputElement);
const problem = byId("no-server-problem", HTMLDivElement);
const parts = byId("parts", HTMLElement);

/** Calls `onChange` with the gateway's base URL after every change. */
export function noServerSwitch(onChange: (baseURL: string) => void): void {
  async function change(): Promise<void> {
    clearProblem(problem);
    if (!toggle.checked) {
      onChange("");
      return;
    }
    try {
      busy(true);
      await takeControl();
      await health("/no-server");
      onChange("/no-server");
    } catch (error) {
      toggle.checked = false;
      showProblem(problem, error, () => {
        toggle.checked = true;
        void change();
      });
    } finally {
      busy(false);
    }
  }

  toggle.onchange = change;
}

/** Disables the page while the gateway changes. */
function busy(on: boolean): void {
  toggle.disabled = parts.inert = on;
}

/** Resolves when the service worker answers this page's requests. */
async function takeControl(): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    throw new Error("This browser has no service worker here: it takes https or localhost, and no private window.");
  }
  const controlled = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  active?.postMessage("claim"); // after a hard reload, the service worker does not control the page
  await controlled;
}
