// docs/security.md: a table of who could want what, each row with the tests that show what stops them.
import { readFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

const page = readFileSync(new URL("../../../docs/security.md", import.meta.url), "utf8");
export const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| who |"));

/** The tests that the rows name: `TestOfGo`, or `file: title` of one in workerd, where a part of the title will do. */
export const named = new Set(
  rows.flatMap((row) => [...(row.split(" | ").at(-1) ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)),
);

/** Fails a whole run in which a test that the page names did not pass, so that the page cannot promise what nobody shows. */
export class Threats implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const [project] = modules.map((module) => module.project);
    if (!project || project.config.testNamePattern || modules.length < 10) return; // a part of the tests
    const passed = modules.flatMap((module) => {
      const file = module.relativeModuleId.replace(/^.*\/|\.test\.ts$/g, "");
      return [...module.children.allTests("passed")].map(({ name }) => ({ file, name }));
    });
    const missing = [...named].filter((threat) => {
      const [file, title] = threat.split(": ");
      return title && !passed.some((test) => test.file === file && test.name.includes(title));
    });
    if (missing.length === 0) return;
    console.error(`docs/security.md names tests that did not run and pass: ${missing.join("; ")}`);
    process.exitCode = 1;
  }
}
