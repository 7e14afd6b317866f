/**
 * Reads a file of headers as Cloudflare and Netlify do: a path, in which * stands for anything, and below it, further
 * in, the headers of what it matches; `! NAME` takes away one that was given before.
 */
export function headersOf(file: string): (path: string) => Record<string, string> {
  const rules: { path: RegExp; lines: string[] }[] = [];
  for (const line of file.split("\n").filter((line) => line.trim())) {
    if (/^\s/.test(line)) rules.at(-1)?.lines.push(line.trim());
    else rules.push({ path: new RegExp(`^${line.trim().replaceAll("*", ".*")}$`), lines: [] });
  }
  return (path) => {
    const headers: Record<string, string> = {};
    for (const line of rules.filter((rule) => rule.path.test(path)).flatMap(({ lines }) => lines)) {
      const [, gone] = /^! (.+)$/.exec(line) ?? [];
      const [name = "", ...value] = line.split(": ");
      if (gone) delete headers[gone];
      else headers[name] = value.join(": ");
    }
    return headers;
  };
}
