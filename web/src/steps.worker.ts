// The worker for payloads: what a page's Worker runs.
import type { StepsCalls } from "./engine.messages.ts";
import { answerWith } from "./engine.worker.ts";
import { StepsProgram } from "./steps.seam.ts";

answerWith<StepsProgram, StepsCalls>(StepsProgram, () => new URL("../wasm/steps.wasm", import.meta.url), {
  check: ({ program }, { text, options }) => program.check(text, options),
  resolve: ({ program }, { text, options }) => program.resolve(text, options),
  review: ({ program }, { text, options }) => program.review(text, options),
  checkEnvironment: ({ program }, { text }) => program.checkEnvironment(text),
  matrix: ({ program }, { text, options }) => program.matrix(text, options),
  explain: ({ program }, { text, changed, options }) => program.explain(text, changed, options),
  expand: ({ program }, { text, options }) => program.expand(text, options),
  outline: ({ program }, { text, options }) => program.outline(text, options),
  edit: ({ program }, { text, operations }) => program.edit(text, operations),
  normalise: ({ program }, { text }) => program.normalise(text),
  importText: ({ program }, { text }) => program.importText(text),
});
