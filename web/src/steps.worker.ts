// The worker for payloads: what a page's Worker runs.
import { EngineError } from "./engine.error.ts";
import type { StepsCalls } from "./engine.messages.ts";
import { answerWith } from "./engine.worker.ts";
import { StepsProgram } from "./steps.seam.ts";
import type { Environment } from "./types.ts";

answerWith<StepsProgram, StepsCalls>(StepsProgram, () => new URL("../wasm/steps.wasm", import.meta.url), {
  check({ program }, { text, options }) {
    requireValid(program, options.environment);
    return program.check(text, options);
  },
  checkEnvironment: ({ program }, { text }) => program.checkEnvironment(text),
  resolve({ program }, { text, options }) {
    requireValid(program, options.environment);
    return program.resolve(text, options);
  },
  normalise: ({ program }, { text }) => program.normalise(text),
});

function requireValid(program: StepsProgram, environment: Environment | undefined): void {
  if (!environment) return;
  const { findings } = program.checkEnvironment(JSON.stringify(environment));
  const wrong = findings.find(({ severity }) => severity === "error");
  if (wrong) {
    throw new EngineError("environment-invalid", `The environment cannot be used. ${wrong.pointer}: ${wrong.message}`);
  }
}
