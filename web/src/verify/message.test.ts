import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readOutcome } from "./message.ts";

interface Message {
  says: string;
  data: string;
  outcome: string | null;
}

const files = globSync(`${import.meta.dirname}/../../test/messages/*.json`);

test("there are vectors of every form", () => {
  expect(files.map((path) => path.replace(/.*\//, "")).sort()).toEqual([
    "2021.json",
    "2023.json",
    "current.json",
    "foreign.json",
  ]);
});

describe.each(files)("%s", (path) => {
  const messages: Message[] = JSON.parse(readFileSync(path, "utf8"));
  test.each(messages)("$says: $outcome", ({ data, outcome }) => {
    expect(readOutcome(data)).toBe(outcome ?? undefined);
  });
});

test("what is not text is not iDenfy's", () => {
  for (const data of [undefined, null, 1, { status: "APPROVED", manualStatus: "INACTIVE" }]) {
    expect(readOutcome(data)).toBeUndefined();
  }
});
