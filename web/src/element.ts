// Helpers for the custom elements.

/** HTMLElement, or an empty class during server-side rendering, where modules of elements may be imported. */
export const ElementBase = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** Sets properties again that were set before the element was defined: those hide the accessors. */
export function keepProperties<T extends object>(element: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    delete (element as Record<string, unknown>)[name];
    element[name] = value;
  }
}

/** The language of an element's surroundings, through shadow roots; else the browser's. */
export function languageAround(element: Element): string {
  const around = element.closest<HTMLElement>("[lang]");
  if (around) return around.lang;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageAround(root.host) : navigator.language;
}
