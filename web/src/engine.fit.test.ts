import { expect, test } from "vitest";
import { attempts } from "./engine.fit.ts";

test("tries less quality first, then fewer pixels, until a page could not be read", () => {
  const tried = [...attempts({ width: 2000, height: 1000 }, 1e9)];
  expect(tried.slice(0, 4)).toEqual([
    { width: 2000, height: 1000, quality: 0.92 },
    { width: 2000, height: 1000, quality: 0.85 },
    { width: 2000, height: 1000, quality: 0.75 },
    { width: 1600, height: 800, quality: 0.85 },
  ]);
  expect(tried.at(-1)).toEqual({ width: 819, height: 409, quality: 0.85 });
});

test.each([
  ["a picture as it is", { width: 4000, height: 3000 }, 12_000_000, { width: 4000, height: 3000 }],
  ["a small one, never larger", { width: 10, height: 7 }, 2 ** 24, { width: 10, height: 7 }],
  ["a photo of 108 megapixels", { width: 12_000, height: 9_000 }, 2 ** 24, { width: 4729, height: 3547 }],
  ["a strip, at least a pixel high", { width: 100_000, height: 1 }, 100, { width: 3162, height: 1 }],
])("begins with %s", (_name, picture, maxPixels, size) => {
  expect(attempts(picture, maxPixels).next().value).toMatchObject(size);
});

test("no attempt has more pixels than allowed", () => {
  for (const { width, height } of attempts({ width: 9999, height: 7777 }, 2 ** 24)) {
    expect(width * height).toBeLessThanOrEqual(2 ** 24);
  }
});
