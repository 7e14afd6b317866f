// How every state looks: no accessibility problem and nothing cut off, in both colour schemes and in forced
// colours, at three widths (640 px is a window of 1280 px at a zoom of 200 %).
// SCREENSHOTS=folder keeps a picture of each.
import { join } from "node:path";
import { expectAccessible } from "./axe.ts";
import { expect, type StepPage, test, withCamera } from "./step-page.ts";
import { states } from "./step-states.ts";

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
