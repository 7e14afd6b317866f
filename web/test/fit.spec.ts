// Pictures made to fit by a real browser.
import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import type { EngineError, Limits } from "../src/index.ts";
import { testFile } from "./files.ts";
import { type PackagePage, test } from "./package-page.ts";
import { padded, turned } from "./pictures.ts";

const limits: Limits = { request: 20_000_000, image: 6_000_000, pixels: 100_000_000, pages: 100 };

/** Fits the picture in the page; what fails is told as its code and message. */
function fitIn(page: PackagePage, picture: Buffer, name: string, limits: Limits) {
  return page.run(
    async ({ createEngine }, { base64, name, limits }) => {
      const engine = createEngine();
      const original = new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name);
      const before = await engine.inspect(original, { limits });
      try {
        const { file, report } = await engine.fit(original, { limits });
        const after = await engine.inspect(file, { limits });
        const same = JSON.stringify(after) === JSON.stringify(report);
        return { before, report, same, name: file.name, type: file.type, exif: (await file.text()).includes("Exif") };
      } catch (error) {
        const { code, message } = error as EngineError;
        return { before, failure: { code, message } };
      }
    },
    { base64: picture.toString("base64"), name, limits },
  );
}

test("a picture with too many bytes keeps its pixels if it can, loses its metadata, and stands upright", async ({
  packagePage,
}) => {
  const bill = await readFile(await testFile("bill.jpg"));
  const plain = await fitIn(packagePage, bill, "bill.jpg", limits);
  const { before, ...fitted } = await fitIn(packagePage, padded(turned(bill), 6_100_000), "My bill.jpeg", limits);
  expect(before).toMatchObject({ accepted: false, findings: [{ code: "limit-image", params: { remedy: "fit" } }] });
  const { width, height } = plain.before;
  expect(fitted).toMatchObject({
    report: { type: "jpeg", accepted: true, findings: [], orientation: 1, width: height, height: width },
    same: true,
    name: "My bill.jpg",
    type: "image/jpeg",
    exif: false,
  });
  expect(width).not.toBe(height);
});

test("a picture that says where it was taken says so no more", async ({ packagePage }) => {
  const picture = await readFile(await testFile("cases/jpeg-location.jpg"));
  const { before, report } = await fitIn(packagePage, picture, "photo.jpg", limits);
  expect(before).toMatchObject({ accepted: true, findings: [{ code: "exif-location", params: { remedy: "fit" } }] });
  expect(report).toMatchObject({ accepted: true, findings: [], width: before.width, height: before.height });
});

test("quality goes first, then pixels, until the limit is kept", async ({ packagePage }) => {
  const bill = await readFile(await testFile("bill.jpg"));
  const { width: fullWidth } = (await fitIn(packagePage, bill, "bill.jpg", limits)).before;
  const slightly = await fitIn(packagePage, bill, "bill.jpg", { ...limits, image: bill.length - 10_000 });
  expect(slightly.report).toMatchObject({ accepted: true, width: fullWidth });
  const pixels = 500_000;
  const small = await fitIn(packagePage, bill, "bill.jpg", { ...limits, pixels });
  expect(small.before.findings).toMatchObject([{ code: "limit-pixels", params: { remedy: "fit" } }]);
  const { width, height } = small.report as { width: number; height: number };
  expect(width * height).toBeLessThanOrEqual(pixels);
  expect(width * height).toBeGreaterThan(pixels * 0.99);
});

test("a PNG becomes a JPEG", async ({ packagePage }) => {
  const bill = await readFile(await testFile("bill.png"));
  const fitted = await fitIn(packagePage, bill, "bill.png", limits);
  expect(fitted).toMatchObject({ name: "bill.jpg", report: { type: "jpeg", accepted: true } });
});

test("what cannot be made to fit says why", async ({ packagePage }) => {
  const bill = await readFile(await testFile("bill.jpg"));
  const failure = async (...args: [Buffer, string, Limits]) => (await fitIn(packagePage, ...args)).failure;
  expect(await failure(bill, "bill.jpg", { ...limits, image: 500 })).toMatchObject({
    code: "cannot-fit",
    message: expect.stringContaining("could not be read"),
  });
  expect(await failure(bill.subarray(0, 1000), "bill.jpg", limits)).toMatchObject({ code: "cannot-fit" });
  expect(await failure(Buffer.from("Dear reviewer"), "bill.jpg", limits)).toMatchObject({ code: "cannot-fit" });
  const document = await readFile(await testFile("bill.pdf"));
  expect(await failure(document, "bill.pdf", limits)).toMatchObject({ code: "cannot-fit" });
});

test("a picture too large to be read whole cannot be made to fit, and says so", async ({ packagePage }) => {
  const picture = [...(await readFile(await testFile("cases/jpeg-small.jpg")))];
  const code = await packagePage.run(
    async ({ createEngine }, picture) =>
      createEngine()
        .fit(new File([new Uint8Array(picture), new Uint8Array(64 * 1024 * 1024)], "scan.jpg"))
        .catch((error: EngineError) => error.code),
    picture,
  );
  expect(code).toBe("cannot-fit");
});
