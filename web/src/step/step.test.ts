import { describe, expect, it } from "vitest";
import { words } from "../locale.ts";
import english from "../locales/en.json";
import { poaDocumentsOf, poaName, rulesOf, settingsOf, textOf, typesOf } from "./step.ts";

const inEnglish = words("en", english.strings);
const german = words("de", english.strings);

describe("a step's text", () => {
  const name = (of: string) => ({ name: of, description: "" });
  it.each([
    ["the person's locale", { de: name("Rechnung"), en: name("Bill") }, "Rechnung", "de"],
    ["English", { fr: name("Facture"), en: name("Bill") }, "Bill", "en"],
    ["any", { fr: name("Facture"), lt: name("Sąskaita") }, "Facture", "fr"],
  ])("is in %s", (_, texts, title, locale) => {
    expect(textOf({ name: "UTILITY_BILL", texts }, german)).toMatchObject({ title, locale });
  });

  it("is the package's own where the step has none", () => {
    expect(textOf({ name: "UTILITY_BILL" }, inEnglish).title).toBe("Please upload a proof of address document");
    expect(textOf({ name: "SELFIE", texts: {} }, inEnglish)).toMatchObject({ title: "Please give one more document" });
  });
});

it("may be given as its settings say, and in every way where they say nothing", () => {
  expect(settingsOf({ name: "A", settings: { canCapture: false } })).toEqual({
    canUpload: true,
    canCapture: false,
    canUploadPDF: true,
  });
  expect(typesOf({ name: "A" })).toEqual(["JPEG", "PNG", "PDF"]);
  expect(typesOf({ name: "A", settings: { canUpload: false } })).toEqual(["JPEG", "PNG"]);
  expect(typesOf({ name: "A", settings: { canUploadPDF: false } })).toEqual(["JPEG", "PNG"]);
});

it("has rules where a reviewer reads a bill, and kinds where a bill is asked for", () => {
  expect(rulesOf({ name: "UTILITY_BILL", type: "EXTRACT" })).toHaveLength(5);
  expect(rulesOf({ name: "UTILITY_BILL" })).toEqual([]);
  expect(rulesOf({ name: "OTHER", type: "COMPARE" })).toEqual([]);
  expect(poaDocumentsOf({ name: "UTILITY_BILL", poaDocuments: ["Other"] })).toEqual(["Other"]);
  expect(poaDocumentsOf({ name: "OTHER", poaDocuments: ["Other"] })).toEqual([]);
  expect(poaDocumentsOf({ name: "UTILITY_BILL", poaDocuments: null })).toEqual([]);
  expect(poaName(inEnglish, "Water Bill")).toBe("Water bill");
  expect(poaName(inEnglish, "Moon Bill")).toBe("Moon Bill");
});
