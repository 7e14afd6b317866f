// How every state looks: no accessibility problem and nothing cut off, in both colour schemes and in forced
// colours, at three widths (640 px is a window of 1280 px at a zoom of 200 %).
// SCREENSHOTS=folder keeps a picture of each.
import { join } from "node:path";
import { expectAccessible } from "./axe.ts";
import { bill, expect, type StepPage, test, withCamera } from "./step-page.ts";
import { states } from "./step-states.ts";
import { expectThemed } from "./themed.ts";

const folder = process.env.SCREENSHOTS;

test.use(withCamera);

/** How far something sticks out at the side of the page, in pixels. */
const overflow = ({ page }: StepPage) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const looks = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  forced: { colorScheme: "light", forcedColors: "active" },
} as const;

for (const { name, reach } of states) {
  test(`${name} can be seen and heard`, async ({ step }) => {
    await reach(step);
    await expectThemed(step.element);
    for (const [look, media] of Object.entries(looks)) {
      await step.page.emulateMedia(media);
      await expectAccessible(step.page);
      for (const width of [320, 640, 1280]) {
        await step.page.setViewportSize({ width, height: 800 });
        expect(await overflow(step), `${width} px`).toBeLessThanOrEqual(0);
        if (folder) {
          await step.page.screenshot({ path: join(folder, `${name}-${look}-${width}.png`), fullPage: true });
        }
      }
    }
  });
}

test("on a narrow phone, with text twice as large, no word of a button is broken", async ({ step }) => {
  await step.page.setViewportSize({ width: 320, height: 800 });
  await step.open(bill);
  await step.choose("bill.jpg");
  await expect(step.button("Send")).toBeVisible();
  await step.page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  const broken = await step.element.getByRole("button").evaluateAll((buttons) =>
    buttons.flatMap(({ firstChild }) =>
      [...(firstChild?.textContent ?? "").matchAll(/\w+/g)].flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(firstChild as Node, index);
        range.setEnd(firstChild as Node, index + word.length);
        return range.getClientRects().length > 1 ? word : [];
      }),
    ),
  );
  expect(broken).toEqual([]);
  expect(await overflow(step)).toBeLessThanOrEqual(0);
});
