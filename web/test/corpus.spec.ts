// Real pictures in a real browser: Go judges, createImageBitmap has the last word, and together they should say of
// each file what the corpus knows.
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { corpus, readTruth, type Truth } from "./corpus.ts";
import { test } from "./package-page.ts";

const atLeastPercent = 99.5;

interface Said {
  type: string;
  /** The errors, but for those of configurable limits, which say nothing about the file. */
  errors: string[];
}

test("pictures open as the corpus says, and nothing else is accepted", async ({ page, packagePage }) => {
  await page.route("**/corpus/**", (route) => {
    const file = new URL(route.request().url()).pathname.replace("/corpus/", "");
    return route.fulfill({ path: fileURLToPath(new URL(file, corpus)) });
  });
  const truths = readTruth().filter(({ kind }) => kind !== "pdf");
  const said: Said[] = await packagePage.run(
    async ({ createEngine }, files) => {
      const engine = createEngine();
      const inspect = async (file: string) => {
        const content = await (await fetch(`/corpus/${file}`)).arrayBuffer();
        const { report } = await engine.prepare(new File([content], file));
        const errors = report.findings.filter(
          ({ severity, code }) => severity === "error" && !code.startsWith("limit-"),
        );
        return { type: report.type, errors: errors.map(({ code }) => code) };
      };
      const said = [];
      for (let i = 0; i < files.length; i += 20) {
        said.push(...(await Promise.all(files.slice(i, i + 20).map(inspect))));
      }
      engine.close();
      return said;
    },
    truths.map(({ file }) => file),
  );

  const all = truths.map((truth, i) => ({ ...truth, ...(said[i] as Said) }));
  const others = all.filter(({ kind }) => kind === "other");
  const disagreements = all.filter((file) => file.kind !== "other" && file.opens !== saysOpens(file));
  const percent = (kind: string) => {
    const ofKind = all.filter((file) => file.kind === kind);
    return 100 - (100 * disagreements.filter((file) => file.kind === kind).length) / ofKind.length;
  };
  console.log(confusionTable(all));
  console.log(`JPEG opens ${percent("jpeg").toFixed(2)} %, PNG opens ${percent("png").toFixed(2)} %`);
  for (const { file, opens, errors } of disagreements) {
    console.log(`${file} ${opens ? "opens" : "is broken"}; said: ${errors.join(", ") || "accepted"}`);
  }
  expect(percent("jpeg")).toBeGreaterThanOrEqual(atLeastPercent);
  expect(percent("png")).toBeGreaterThanOrEqual(atLeastPercent);
  expect(others.filter(saysOpens), "of kind other").toEqual([]);
});

function saysOpens({ errors }: Said): boolean {
  return errors.length === 0;
}

function confusionTable(all: (Truth & Said)[]): string {
  const counts = new Map<string, number>();
  for (const file of all) {
    const truth = file.kind === "other" ? "other" : file.opens ? "opens" : "broken";
    const row = [file.kind, truth, saysOpens(file) ? "accepted" : "refused"].map((cell) => cell.padEnd(10)).join("");
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  const rows = [...counts].sort().map(([row, count]) => row + String(count).padStart(5));
  return ["kind      truth     said      files", ...rows].join("\n");
}
