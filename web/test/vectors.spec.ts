// The payload vectors of internal/steps, by the same table as in Go, through the engine of a real browser.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import type { Finding } from "../src/index.ts";
import { test } from "./package-page.ts";

const folder = new URL("../../internal/steps/testdata/vectors/", import.meta.url);

/** A file of the folder: sections by title, in order. */
interface Vector {
  name: string;
  sections: Map<string, string>;
}

function readVector(name: string): Vector {
  const [, ...parts] = `\n${readFileSync(new URL(name, folder), "utf8")}`.split("\n-- ");
  const sections = parts.map((part) => {
    const [title = "", text = ""] = part.split(/ --\n(.*)/s);
    return [title, text.replace(/\n$/, "")] as const;
  });
  return { name, sections: new Map(sections) };
}

/** What a vector gives to the engine. */
interface Given {
  /** In base64, since some are not UTF-8. Absent where the vector is about its environment alone. */
  input?: string;
  environment?: string;
  people: string[];
}

function given({ sections }: Vector): Given {
  const input = sections.get("input");
  return {
    input: input === undefined ? sections.get("input base64") : Buffer.from(input).toString("base64"),
    environment: sections.get("environment"),
    people: [...sections.keys()].filter((title) => title.startsWith("resolve ")),
  };
}

/** What a vector expects, in the shape of what the engine gives. */
function expected({ sections }: Vector) {
  const fixed = [...sections].filter(([title]) => title.startsWith("fixed "));
  const resolved = [...sections].filter(([title]) => title.startsWith("resolve "));
  return {
    kind: sections.get("kind"),
    findings: sections.get("findings"),
    fixed: Object.fromEntries(fixed),
    resolved: Object.fromEntries(resolved.map(([who, text]) => [who, JSON.parse(text)])),
  };
}

/** Findings as the vectors write them: a line with severity, code, place and pointer, and a line with the message. */
function told(findings: Finding[]): string {
  return findings
    .map(({ severity, code, line, column, pointer, message }) =>
      [`${severity} ${code} ${line}:${column} ${JSON.stringify(pointer)}`, `  ${message}`].join("\n"),
    )
    .join("\n");
}

test("the vectors of internal/steps", async ({ packagePage }) => {
  const vectors = readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .map(readVector);
  expect(vectors.length).toBeGreaterThanOrEqual(150);

  const actual = await packagePage.run(async ({ createEngine, applyFix }, all) => {
    const engine = createEngine();
    const one = async ({ input, environment: environmentText, people }: Given) => {
      if (input === undefined) {
        const text = environmentText ?? "";
        const { findings } = await engine.checkEnvironment(text);
        return { kind: "environment", findings, fixed: fixedBy(text, findings), resolved: {} };
      }
      const bytes = Uint8Array.from(atob(input), (char) => char.charCodeAt(0));
      const environment = environmentText && JSON.parse(environmentText);
      const { kind, findings } = await engine.check(bytes, { environment });
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
      const resolved: Record<string, unknown> = {};
      for (const who of people) {
        const [, country = "", document = "", locale = ""] = who.split(" ");
        const person = { country, document, locale };
        const steps = await engine.resolve(bytes, { environment, ...person });
        const review = await engine.review(bytes, { environment, person });
        resolved[who] = steps;
        // One call says what two said.
        const { findings: _, ...seen } = steps;
        const { kind: same, valid, findings: all, ...reviewed } = review;
        if (
          same !== kind ||
          JSON.stringify(reviewed) !== JSON.stringify(seen) ||
          findings.some((it, i) => it.code !== all[i]?.code)
        )
          throw new Error(`review and check, resolve differ: ${JSON.stringify({ review, kind, findings, steps })}`);
      }
      return { kind, findings, fixed: fixedBy(text, findings), resolved };
    };
    const fixedBy = (text: string, findings: Finding[]) =>
      Object.fromEntries(
        findings.flatMap(({ code, pointer, fix }) =>
          fix ? [[`fixed ${code} ${JSON.stringify(pointer)}`, applyFix(text, fix)]] : [],
        ),
      );
    return Promise.all(all.map(one));
  }, vectors.map(given));

  for (const [i, vector] of vectors.entries()) {
    const { findings, ...rest } = actual[i] as (typeof actual)[number];
    expect.soft({ ...rest, findings: told(findings) }, vector.name).toEqual(expected(vector));
  }
});
