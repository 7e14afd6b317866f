// The tests of the docs can fail: what a page must not say, and what becomes of one that is wrong.
import { expect } from "@playwright/test";
import { blocksOf, readBlocks } from "./blocks.ts";
import { test } from "./places.ts";
import { Reader } from "./reader.ts";

const fenced = (...blocks: [info: string, text: string][]) =>
  readBlocks("page", blocks.map(([info, text]) => `\`\`\`${info}\n${text}\n\`\`\`\n`).join("\n"));

for (const [what, text, error] of [
  ["a block of no language", "```\nls\n```", "page:1: no test knows what to do"],
  ["code that nobody runs", "```ts\nlet a;\n```", "page:1: no test knows what to do"],
  ["a way to run that is none", "```sh later\nls\n```", "page:1: no test knows what to do"],
  ["a file that nothing uses", "```json a.json\n{}\n```", "page:1: nothing uses a.json"],
  ["output of nothing", "text\n\n```text\nhello\n```", "page:3: nothing before it prints"],
  ["a block that is only indented", "text\n\n    ls\n", "page:3: fence this block"],
  ["a block without an end", "```sh\nls\n", "page:1: the block does not end"],
] as const)
  test(`${what} is found`, () => expect(() => readBlocks("page", text)).toThrow(error));

test("docs/security.md promises nothing to run", () => expect(blocksOf("docs/security.md")).toEqual([]));

test("a command that fails, or prints something else, is found", async () => {
  test.setTimeout(600_000);
  const reader = new Reader({ "https://example.com": "http://127.0.0.1:1" });
  const follow = async (...blocks: Parameters<typeof fenced>) => {
    for (const block of fenced(...blocks)) await reader.follow(block);
  };
  try {
    await follow(
      ["sh", "mkdir a && cd a && export B=c"],
      ["sh", "basename $PWD; echo $B https://example.com"],
      ["text", "a\n… http://127…:1"],
    );
    await expect(follow(["sh", "echo a"], ["text", "b"])).rejects.toThrow("what is printed is this:\na");
    await expect(follow(["sh", "false\ntrue"])).rejects.toThrow("page:1: exit code 1");
    await expect(follow(["sh", "false | cat"])).rejects.toThrow("page:1: exit code 1");

    const path = 'cd ..; export PATH="$PWD/web/node_modules/.bin:$PATH"';
    await follow(["sh", path]);
    await follow(["sh account", "wrangler secret put A </dev/null"]);
    await expect(follow(["sh", "wrangler secret put A"])).rejects.toThrow("this needs an account");
    await expect(follow(["sh account", "wrangler secrets put A"])).rejects.toThrow("there is no such command");
    await expect(follow(["sh account", "wrangler secret put A --force"])).rejects.toThrow("there is no option --force");
  } finally {
    await reader.leave();
  }
});
