// The code blocks of a page of the docs. What a block's info string says of it:
//
//	sh            run by bash; folder and environment are those that the block before left
//	sh account    needs an account of Cloudflare's, which no test has: wrangler only tells whether there is such a command
//	sh stays      goes on until its section is read to its end, in docs/integrating.md the page
//	text          what the block before it prints, where … stands for anything
//	LANGUAGE FILE written to FILE
//
// There is no other: nothing stands in a page that no test follows.
import { readFileSync } from "node:fs";

export interface Block {
  /** Where it stands, such as docs/testing.md:12. */
  at: string;
  /** Grows with each heading of the second level before it. */
  section: number;
  language: string;
  /** The rest of the info string: the file's name, or how it is run. */
  rest: string;
  text: string;
}

const top = new URL("../../../", import.meta.url);

/** The blocks of a page, such as docs/testing.md, in order. */
export function blocksOf(page: string): Block[] {
  return readBlocks(page, readFileSync(new URL(page, top), "utf8"));
}

export function readBlocks(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let section = 0;
  for (const [i, line] of text.split("\n").entries()) {
    if (!open && /^(?: {4,}|\t)\S/.test(line)) throw new Error(`${page}:${i + 1}: fence this block, so that it is run`);
    const [, language = "", rest = ""] = /^```(\S*) ?(.*)$/.exec(line) ?? [];
    if (!line.startsWith("```")) {
      if (open) open.text += `${line}\n`;
      else if (line.startsWith("## ")) section++;
    } else if (open) {
      blocks.push(open);
      open = undefined;
    } else {
      open = { at: `${page}:${i + 1}`, section, language, rest, text: "" };
    }
  }
  if (open) throw new Error(`${open.at}: the block does not end`);
  for (const [i, block] of blocks.entries()) checkBlock(block, i === 0 ? undefined : blocks[i - 1], blocks);
  return blocks;
}

/** Tools read these without being told. */
const knownNames = ["vite.config.js", "wrangler.toml", "_headers"];

function checkBlock(block: Block, before: Block | undefined, all: Block[]): void {
  const { at, language, rest } = block;
  if (language === "sh" && ["", "account", "stays"].includes(rest)) return;
  if (language === "text" && rest === "") {
    if (before?.language !== "sh" && before?.language !== "ts") throw new Error(`${at}: nothing before it prints`);
    return;
  }
  const isFile = rest.includes(".") || knownNames.includes(rest);
  if (language === "" || !isFile) throw new Error(`${at}: no test knows what to do with \`\`\`${language} ${rest}`);
  const name = rest.replace(/^.*\//, "").replace(/\.ts$/, "");
  const told = all.some((other) => other !== block && other.text.includes(name));
  const printed = all[all.indexOf(block) + 1]?.language === "text";
  const opened = language === "html";
  if (!told && !printed && !opened && !knownNames.includes(rest)) throw new Error(`${at}: nothing uses ${rest}`);
}

/** Whether a text is what a block says, in which … stands for anything; `within` also where more stands around it. */
export function says(text: string, block: Block, { within = false } = {}): boolean {
  const trimmed = (lines: string) => lines.replace(/[ \t]+$/gm, "").trim();
  const pattern = trimmed(block.text)
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("[\\s\\S]*?");
  return new RegExp(within ? pattern : `^${pattern}$`).test(trimmed(text));
}
