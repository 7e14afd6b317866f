// Command steps is the page's program for payloads (steps.wasm). wasm/steps/seam_js.go and web/src/steps.seam.ts are
// its two ends; what it has in common with the page's other program stands in wasm/internal/seam and web/src/seam.ts.
// Built natively it is the command line (cli.go).
//
//	environment(text, options)  steps.EnvironmentCheck as JSON; the calls after it use it where it is valid
//	check(text, options)        steps.Check as JSON
//	resolve(text, options)      steps.Resolution as JSON
//	review(text, options)       steps.Review as JSON: check and resolve in one
//	matrix(text, options)       steps.Table as JSON
//	explain(text, new)          steps.Explanation as JSON, of one text and a new one
//	expand(text, options)       the payload's additionalSteps as iDenfy echoes them, or null where it has an error
//	outline(text, options)      steps.Outline as JSON
//	edit(text, operations)      steps.Edited as JSON; operations are as jsonedit.Edit has them
//	normalise(text, options)    the payload as plain JSON, or null where it cannot be read
//	importText(text, options)   steps.Imported as JSON: the payload that is in what somebody pasted
//
// Options of resolve and review are a person's {"country", "document", "locale"}, those of matrix {"locale"}; the others
// have none.
import { EngineError } from "./engine.error.ts";
import type { LocaleOptions, PersonOptions, StepsOptions, Text } from "./engine.messages.ts";
import { Program, sourceOf } from "./seam.ts";
import type {
  CheckResult,
  EditResult,
  Environment,
  EnvironmentResult,
  ExplainResult,
  ImportResult,
  MatrixResult,
  Operation,
  OutlineResult,
  ResolveResult,
  ReviewResult,
} from "./types.ts";

type Export = (text: number, options: number) => number;
type Exports = Record<
  | "environment"
  | "check"
  | "resolve"
  | "review"
  | "matrix"
  | "explain"
  | "expand"
  | "outline"
  | "edit"
  | "normalise"
  | "importText",
  Export
>;

export class StepsProgram extends Program<Exports> {
  /** The environment that the calls use, as JSON; "" is none. */
  #environment = "";

  check(text: Text, { environment }: StepsOptions): CheckResult {
    this.#use(environment);
    return this.json(this.exports.check, sourceOf(text)) as CheckResult;
  }

  resolve(text: Text, { environment, person }: PersonOptions): ResolveResult {
    this.#use(environment);
    return this.json(this.exports.resolve, sourceOf(text), person) as ResolveResult;
  }

  review(text: Text, { environment, person }: PersonOptions): ReviewResult {
    this.#use(environment);
    return this.json(this.exports.review, sourceOf(text), person) as ReviewResult;
  }

  checkEnvironment(text: Text): EnvironmentResult {
    this.#environment = "?"; // makes the next call set its own environment again
    return this.json(this.exports.environment, sourceOf(text)) as EnvironmentResult;
  }

  matrix(text: Text, { environment, locale }: LocaleOptions): MatrixResult {
    this.#use(environment);
    return this.json(this.exports.matrix, sourceOf(text), { locale }) as MatrixResult;
  }

  explain(text: Text, changed: Text, { environment }: StepsOptions): ExplainResult {
    this.#use(environment);
    return this.answer(this.exports.explain, sourceOf(text), sourceOf(changed)) as ExplainResult;
  }

  expand(text: Text, { environment }: StepsOptions): unknown {
    this.#use(environment);
    return this.json(this.exports.expand, sourceOf(text));
  }

  outline(text: Text, { environment }: StepsOptions): OutlineResult {
    this.#use(environment);
    return this.json(this.exports.outline, sourceOf(text)) as OutlineResult;
  }

  edit(text: Text, operations: readonly Operation[]): EditResult {
    return this.json(this.exports.edit, sourceOf(text), operations) as EditResult;
  }

  normalise(text: Text): unknown {
    return this.json(this.exports.normalise, sourceOf(text));
  }

  importText(text: Text): ImportResult {
    return this.json(this.exports.importText, sourceOf(text)) as ImportResult;
  }

  /** Sets the environment of the next calls. An unchanged one is not read again. */
  #use(environment: Environment | undefined): void {
    const text = environment ? JSON.stringify(environment) : "";
    if (text === this.#environment) return;
    const { findings } = this.checkEnvironment(text);
    const wrong = environment && findings.find(({ severity }) => severity === "error");
    if (wrong) {
      throw new EngineError(
        "environment-invalid",
        `The environment cannot be used. ${wrong.pointer}: ${wrong.message}`,
      );
    }
    this.#environment = text;
  }
}
