// The texts of the elements in the person's language. English is bundled; another locale is loaded when it is needed.
import { locales } from "./catalogue.gen.ts";
import english from "./locales/en.json";

/** The name of a text, the same in every locale. */
export type Key = keyof typeof english.strings;

/** A text with parameters in braces; one for each plural category of the parameter `n` if it counts something. */
type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;

export interface Words {
  /** The locale of the texts: English if there are none in the wanted one. */
  locale: string;
  /** Returns a text with its parameters filled in, numbers in the locale's format. */
  say(key: Key, params?: Record<string, string | number>): string;
  /** Whether there is a text of that name, for names that come from data. */
  has(name: string): name is Key;
  /** Bytes as kB or MB with one decimal. Round a limit down and a size up, so that a size above the limit never looks equal. */
  size(bytes: number, rounding?: "ceil" | "floor"): string;
  /** Joins alternatives: JPEG, PNG or PDF. */
  oneOf(things: string[]): string;
}

/** Loads the texts for a language tag such as de-AT; English if there are none, or if they do not load. */
export async function loadWords(wanted: string): Promise<Words> {
  const locale = wanted.toLowerCase().split(/[-_]/)[0] ?? "";
  if (locale !== "en" && (locales as readonly string[]).includes(locale)) {
    try {
      const { default: file }: { default: typeof english } = await import(`./locales/${locale}.json`);
      return words(locale, { ...english.strings, ...file.strings });
    } catch {
      // English is better than nothing.
    }
  }
  return words("en", english.strings);
}

export function words(locale: string, texts: Record<string, Text>): Words {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const either = new Intl.ListFormat(locale, { type: "disjunction" });
  return {
    locale,
    say(key, params = {}) {
      const text = texts[key] ?? "";
      const form = typeof text === "string" ? text : (text[plural.select(Number(params.n))] ?? text.other ?? "");
      return form.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = params[name] ?? "";
        return typeof value === "number" ? number.format(value) : value;
      });
    },
    has: (name): name is Key => name in texts,
    size(bytes, roundingMode = "ceil") {
      const [unit, units] = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
      const format = new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1, roundingMode });
      return format.format(bytes / units);
    },
    oneOf: (things) => either.format(things),
  };
}
