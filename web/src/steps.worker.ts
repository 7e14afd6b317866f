// The worker for payloads: what a page's Worker runs.
import type { StepsCalls } from "./engine.messages.ts";
import { answerWith } from "./engine.worker.ts";
import { StepsProgram } from "./steps.seam.ts";

answerWith<StepsProgram, StepsCalls>(StepsProgram, () => new URL("../wasm/steps.wasm", import.meta.url), {
  check: ({ program }, { text, options }) => program.check(text, options),
  resolve: ({ program }, { text, options }) => program.resolve(text, options),
  review: ({ program }, { text, options }) => program.review(text, options),
  checkEnvironment: ({ program }, { text }) => program.checkEnvironment(text),
  normalise: ({ program }, { text }) => program.normalise(text),
  importText: ({ program }, { text }) => program.importText(text),
});
