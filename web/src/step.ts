// Importing this module defines `<idenfy-step>`.
import { StepElement } from "./step/element.ts";

export { StepElement } from "./step/element.ts";
export type { ChosenDetail, Source, StepEventMap, UploadDetail } from "./step/events.ts";
export type { StepRequest } from "./step/step.ts";

// There is no registry during server-side rendering, and two copies of the package may meet on one page.
if (globalThis.customElements && !customElements.get("idenfy-step")) customElements.define("idenfy-step", StepElement);
