import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { loadWords, locales, words } from "./locale.ts";
import english from "./locales/en.json";

describe("words", () => {
  const say = words("de", {
    "act.send": "Senden an {name}",
    "file.pages": { one: "{n} Seite", other: "{n} Seiten" },
  }).say;

  it("puts parameters in, numbers as people write them there", () => {
    expect(say("act.send", { name: "iDenfy" })).toBe("Senden an iDenfy");
    expect(say("act.send")).toBe("Senden an ");
    expect(say("file.pages", { n: 1 })).toBe("1 Seite");
    expect(say("file.pages", { n: 1200 })).toBe("1.200 Seiten");
  });

  it("knows plurals of other languages, and falls back to other", () => {
    const pages = { one: "{n} strona", few: "{n} strony", many: "{n} stron" };
    const polish = words("pl", { "file.pages": { ...pages, other: "{n} strony" } });
    expect([1, 3, 5, 0.5].map((n) => polish.say("file.pages", { n }))).toEqual([
      "1 strona",
      "3 strony",
      "5 stron",
      "0,5 strony",
    ]);
    expect(words("pl", { "file.pages": { other: "{n}" } }).say("file.pages", { n: 1 })).toBe("1");
  });

  it("says sizes so that what is too large never looks like the limit", () => {
    const { size, oneOf } = words("en", english.strings);
    expect([900, 52_700, 999_999, 6_000_001].map((bytes) => size(bytes))).toEqual([
      "0.9 kB",
      "52.7 kB",
      "1,000 kB",
      "6.1 MB",
    ]);
    expect(size(5_999_999, "floor")).toBe("5.9 MB");
    expect(oneOf(["JPEG", "PNG"])).toBe("JPEG or PNG");
  });
});

describe("loadWords", () => {
  it("speaks English where it has no such language, or cannot load it", async () => {
    for (const wanted of ["en-GB", "xx", "", "EN_us", "../en"]) expect((await loadWords(wanted)).locale).toBe("en");
  });
});

/** The texts of a locale by name, with `name/category` for plurals. */
function texts(locale: string): Map<string, string> {
  const { strings } = JSON.parse(readFileSync(new URL(`locales/${locale}.json`, import.meta.url), "utf8"));
  return new Map(
    Object.entries<string | Record<string, string>>(strings).flatMap(([name, text]): [string, string][] =>
      typeof text === "string" ? [[name, text]] : Object.entries(text).map(([form, of]) => [`${name}/${form}`, of]),
    ),
  );
}

const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe.each(readdirSync(new URL("locales", import.meta.url)).map((file) => file.replace(".json", "")))(
  "%s",
  (locale) => {
    const own = texts(locale);
    const plurals = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;

    it("is one of the locales", () => expect(locales).toContain(locale));

    it("has every text and no other, in every plural form of its language", () => {
      const wanted = Object.entries(english.strings).flatMap(([name, text]) =>
        typeof text === "string" ? [name] : plurals.map((form) => `${name}/${form}`),
      );
      expect([...own.keys()].sort()).toEqual(wanted.sort());
    });

    it("names the parameters that English names", () => {
      const inEnglish = texts("en");
      for (const [name, text] of own) {
        const model = inEnglish.get(name) ?? inEnglish.get(name.replace(/\/.*/, "/other")) ?? "";
        expect(parameters(text), name).toEqual(parameters(model));
      }
    });

    it("weighs at most 3 kB", () => {
      const file = JSON.parse(readFileSync(new URL(`locales/${locale}.json`, import.meta.url), "utf8"));
      expect(brotliCompressSync(JSON.stringify(file)).length).toBeLessThanOrEqual(3000);
    });
  },
);

it("has no text that nothing says", () => {
  const sources = ["step", "verify"].flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url)).map((file) =>
      readFileSync(new URL(`${folder}/${file}`, import.meta.url), "utf8"),
    ),
  );
  const made = /^(poa\.[A-Z]|severity\.|verify\.)/; // names that are made of data
  const unsaid = Object.keys(english.strings).filter(
    (name) => !made.test(name) && !sources.some((source) => source.includes(`"${name}"`)),
  );
  expect(unsaid).toEqual([]);
});
