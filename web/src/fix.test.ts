import { expect, test } from "vitest";
import { applyFix } from "./fix.ts";

test.each([
  ["no edit", "{}", [], "{}"],
  ["an insertion", "{}", [{ start: 1, end: 1, text: " " }], "{ }"],
  [
    "edits in order, the first of another length",
    "a,b,c",
    [
      { start: 0, end: 1, text: "xyz" },
      { start: 4, end: 5, text: "" },
    ],
    "xyz,b,",
  ],
  [
    "offsets in bytes behind characters of more than one",
    '"Łódź 🏠",x',
    [{ start: 15, end: 16, text: "y" }],
    '"Łódź 🏠",y',
  ],
  ["a byte order mark that stays", "\uFEFFa", [{ start: 3, end: 4, text: "b" }], "\uFEFFb"],
])("applies %s", (_name, text, edits, fixed) => {
  expect(applyFix(text, { title: "", edits })).toBe(fixed);
});
