// The other pages of the docs and the README, as somebody follows them.
import { type Block, blocksOf } from "./blocks.ts";
import { test } from "./places.ts";
import type { Reader } from "./reader.ts";

async function followAll(reader: Reader, blocks: Block[]): Promise<void> {
  for (const [i, block] of blocks.entries()) {
    if (block.section !== blocks[i - 1]?.section) await reader.endStaying();
    if (block.language === "text" && blocks[i - 1]?.language === "ts") continue; // src/building.test.ts runs it
    if (block.language === "text" && blocks[i - 1]?.rest === "stays") await reader.printed(block);
    else await reader.follow(block);
  }
}

for (const page of ["README.md", "docs/building.md", "docs/deploying.md", "docs/testing.md"]) {
  test(page, async ({ reader }) => {
    test.setTimeout(600_000);
    await followAll(reader, blocksOf(page));
  });
}
