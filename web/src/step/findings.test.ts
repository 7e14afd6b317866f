import { describe, expect, it } from "vitest";
import { fileFindingTexts } from "../catalogue.gen.ts";
import { words } from "../locale.ts";
import english from "../locales/en.json";
import type { Finding } from "../types.ts";
import { copyHelps, findingText } from "./findings.ts";

const inEnglish = words("en", english.strings);
const finding = (code: string, params?: Record<string, string>): Finding => ({
  code,
  severity: "error",
  message: "The engine's English.",
  params,
});

describe("findingText", () => {
  it("has words of its own for every code that a file can have", () => {
    const unsaid = Object.keys(fileFindingTexts).filter(
      (code) => findingText(inEnglish, finding(code), []) === "The engine's English.",
    );
    expect(unsaid).toEqual([]);
  });

  it("says what the engine says where it knows no better", () => {
    expect(findingText(inEnglish, finding("new-code"), [])).toBe("The engine's English.");
  });

  it.each([
    ["limit-image", { is: "6000001", limit: "6000000" }, "This file has 6.1 MB; at most 6 MB can be sent."],
    ["limit-pages", { is: "120", limit: "100" }, "This document has 120 pages; at most 100 can be sent. Send only"],
    ["type-disguised", { claimed: "image/png", type: "jpeg" }, "The name says PNG, but this is a JPEG."],
    [
      "type-not-accepted",
      { type: "video" },
      "This kind of file cannot be sent. Please choose one of these: JPEG or PDF.",
    ],
  ])("says what %s names", (code, params, says) => {
    expect(findingText(inEnglish, finding(code, params), ["JPEG", "PDF"])).toContain(says);
  });
});

describe("copyHelps", () => {
  const place: Finding = { ...finding("exif-location", { remedy: "fit" }), severity: "warning" };
  it.each([
    ["nothing", [], false],
    ["what a copy fixes", [finding("limit-image", { remedy: "fit" })], true],
    ["a place", [place], true],
    ["an error that a copy does not fix", [place, finding("damaged")], false],
  ])("with %s", (_, findings, helps) => expect(copyHelps(findings)).toBe(helps));
});
