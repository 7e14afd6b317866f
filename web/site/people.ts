// The countries, documents and locales that a payload can be tried with.
import * as catalogue from "../src/catalogue.gen.ts";

interface Choice {
  value: string;
  name: string;
}

export const countries: Choice[] = choices(catalogue.countries, withCode);

/** The document types that additional steps can depend on. */
export const documents: Choice[] = choices(catalogue.documentTypes, (name) => name);

/** The locales in which a step can have texts. */
export const locales: Choice[] = choices(catalogue.languages, withCode);

function choices(names: Record<string, string>, show: (name: string, value: string) => string): Choice[] {
  return Object.entries(names)
    .map(([value, name]) => ({ value, name: show(name, value) }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

function withCode(name: string, value: string): string {
  return `${name} (${value})`;
}
