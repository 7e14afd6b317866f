// Command steps is the page's program for payloads (steps.wasm). wasm/steps/seam_js.go and web/src/steps.seam.ts are
// its two ends; what it has in common with the page's other program stands in wasm/internal/seam and web/src/seam.ts.
// Built natively it is the command line (cli.go).
//
//	check(text, options)             steps.Payload as JSON: its kind, valid, findings
//	checkEnvironment(text, options)  {"valid", "findings"}, of an environment
//	resolve(text, options)           steps.Resolution as JSON
//	normalise(text, options)         the payload as plain JSON, or null where it cannot be read
//
// Options are {"environment"}, and of resolve "country", "document" and "locale" too.
import type { CheckOptions, Text } from "./engine.messages.ts";
import { Program, utf8 } from "./seam.ts";
import type { CheckResult, EnvironmentResult, Person, ResolveResult } from "./types.ts";

type Export = (text: number, options: number) => number;
type Exports = Record<"check" | "checkEnvironment" | "resolve" | "normalise", Export>;

export class StepsProgram extends Program<Exports> {
  check(text: Text, options: CheckOptions): CheckResult {
    return this.json(this.exports.check, utf8(text), options) as CheckResult;
  }

  checkEnvironment(text: Text): EnvironmentResult {
    return this.json(this.exports.checkEnvironment, utf8(text)) as EnvironmentResult;
  }

  resolve(text: Text, options: Person & CheckOptions): ResolveResult {
    return this.json(this.exports.resolve, utf8(text), options) as ResolveResult;
  }

  normalise(text: Text): unknown {
    return this.json(this.exports.normalise, utf8(text));
  }
}
