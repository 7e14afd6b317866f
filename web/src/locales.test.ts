// The files of the locales: each complete, in its own language and as its people write it. size.mjs says how large.
import { readdirSync, readFileSync } from "node:fs";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";
import { fileFindingTexts, locales, poaDocuments, untranslated } from "./catalogue.gen.ts";
import english from "./locales/en.json";
import type { VerifyOutcome, VerifyTrouble } from "./verify/events.ts";

/** Texts that are rightly the same as in English. */
const asInEnglish: Record<string, string[]> = {
  "severity.error": ["de", "pl", "sv"], // Problem
};

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

interface LocaleFile {
  /** Whether a speaker has read it. */
  reviewed: boolean;
  strings: Record<string, string | Record<string, string>>;
}

const load = (locale: string): LocaleFile => JSON.parse(read(`locales/${locale}.json`));

/** The texts of a locale by name, with `name/category` for plurals. */
function textsOf({ strings }: LocaleFile): Map<string, string> {
  return new Map(
    Object.entries(strings).flatMap(([name, text]): [string, string][] =>
      typeof text === "string" ? [[name, text]] : Object.entries(text).map(([form, of]) => [`${name}/${form}`, of]),
    ),
  );
}

const inEnglish = textsOf(english);
const model = (name: string) => inEnglish.get(name) ?? inEnglish.get(name.replace(/\/.*/, "/other")) ?? "";
const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

const spoken = locales.filter((locale) => !(untranslated as readonly string[]).includes(locale));

it("there is a file for each locale that the elements speak, and for no other", () => {
  const files = readdirSync(new URL("locales", import.meta.url)).map((file) => file.replace(".json", ""));
  expect(files.sort()).toEqual(spoken.toSorted());
});

describe.each(spoken)("%s", (locale) => {
  const file = load(locale);
  const texts = textsOf(file);
  const plurals = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;

  it("says whether a speaker has read it", () => {
    expect(Object.keys(file)).toEqual(["reviewed", "strings"]);
    expect(file.reviewed).toBeTypeOf("boolean");
  });

  it("has every text and no other, in English's order and in every plural form of its language", () => {
    const wanted = Object.entries(english.strings).flatMap(([name, text]) =>
      typeof text === "string" ? [name] : plurals.map((form) => `${name}/${form}`),
    );
    expect([...texts.keys()].sort()).toEqual(wanted.sort());
    expect(Object.keys(file.strings)).toEqual(Object.keys(english.strings));
  });

  it("names the parameters that English names", () => {
    for (const [name, text] of texts) expect(parameters(text), name).toEqual(parameters(model(name)));
  });

  it("writes as people do: no typewriter's quotes or dots, no space too many", () => {
    const odd = [...texts].filter(([, text]) => /["'`]|\.\.\.|\s-\s|^\s|\s$|\s\s|^$/.test(text));
    expect(odd).toEqual([]);
  });

  it("shows with dots what goes on", () => {
    for (const [name, text] of texts) expect(text.endsWith("…"), name).toBe(model(name).endsWith("…"));
  });

  if (locale === "en") return;

  it("leaves nothing in English", () => {
    const left = [...texts].filter(([name, text]) => text === model(name)).map(([name]) => name);
    expect(left).toEqual(Object.keys(asInEnglish).filter((name) => asInEnglish[name]?.includes(locale)));
  });
});

// Read from the sources, which nothing else can: a text that nobody says makes no difference to what runs.
describe("every text is said somewhere", () => {
  const said = new Set<string>(Object.values(fileFindingTexts));
  for (const folder of ["step", "verify"]) {
    for (const file of readdirSync(new URL(folder, import.meta.url)).filter((file) => !file.endsWith(".test.ts"))) {
      // JSON.stringify visits every node of the tree.
      JSON.stringify(parseAst(read(`${folder}/${file}`), { lang: "ts" }), (_key, node) => {
        if (node?.type === "Literal") said.add(node.value);
        return node;
      });
    }
  }
  const isSaid = (name: string) => said.has(name);
  const made = (prefix: string) =>
    Object.keys(english.strings)
      .filter((name) => name.startsWith(prefix) && !isSaid(name))
      .map((name) => name.slice(prefix.length));

  it("by name, but for names that are made of data", () => {
    const unsaid = Object.keys(english.strings).filter(
      (name) => !isSaid(name) && !/^(poa|severity|verify)\./.test(name),
    );
    expect(unsaid).toEqual([]);
  });

  it("by the proof-of-address documents that iDenfy lists", () => {
    expect(made("poa.").sort()).toEqual(poaDocuments.toSorted());
  });

  it("by the severities of a finding", () => expect(made("severity.")).toEqual(["error", "warning", "info"]));

  it("by what can happen to iDenfy's window", () => {
    // TypeScript refuses one too few and one too many.
    const happens: Record<VerifyOutcome | VerifyTrouble, true> = {
      done: true,
      suspected: true,
      failed: true,
      waiting: true,
      blocked: true,
      camera: true,
      slow: true,
    };
    expect(Object.keys(happens)).toEqual(expect.arrayContaining(made("verify.")));
  });
});
