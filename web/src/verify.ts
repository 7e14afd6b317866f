// Importing this module defines `<idenfy-verify>`.
import { VerifyElement } from "./verify/element.ts";

export { VerifyElement } from "./verify/element.ts";
export type { VerifyEventMap, VerifyOutcome, VerifyTrouble } from "./verify/events.ts";

// There is no registry during server-side rendering, and two copies of the package may meet on one page.
if (globalThis.customElements && !customElements.get("idenfy-verify")) {
  customElements.define("idenfy-verify", VerifyElement);
}
