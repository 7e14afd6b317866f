import { describe, expect, it } from "vitest";
import { loadWords, words } from "./locale.ts";
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
  it("speaks the language of a tag", async () => {
    for (const wanted of ["de", "de-AT", "DE_ch"]) {
      const { locale, say } = await loadWords(wanted);
      expect([locale, say("act.send")]).toEqual(["de", "Senden"]);
    }
  });

  it("speaks English where it has no such language, or cannot load it", async () => {
    for (const wanted of ["en-GB", "xx", "", "EN_us", "../en"]) expect((await loadWords(wanted)).locale).toBe("en");
  });
});
