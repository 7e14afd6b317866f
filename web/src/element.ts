// What the elements need of the platform.

/** There is no HTMLElement during server-side rendering, where an element's module may be imported too. */
export const ElementBase = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** Sets again what was set before the element was defined, since it would hide the accessors. */
export function keepProperties<T extends object>(element: T, names: readonly (keyof T & string)[]): void {
  for (const name of names) {
    if (!Object.hasOwn(element, name)) continue;
    const value = element[name];
    delete (element as Record<string, unknown>)[name];
    element[name] = value;
  }
}

/** The language in which an element stands, also within the shadow trees of others; else the browser's. */
export function languageAround(element: Element): string {
  const around = element.closest<HTMLElement>("[lang]");
  if (around) return around.lang;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageAround(root.host) : navigator.language;
}
