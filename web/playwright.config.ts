import { defineConfig } from "@playwright/test";

// What headless Chromium needs to run as root and without a network.
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const quietChromium = { args: quiet, executablePath: process.env.CHROMIUM || undefined };

export default defineConfig({
  testDir: "test",
  testMatch: "*.spec.ts",
  outputDir: "../build/test-results",
  forbidOnly: true,
  workers: 2,
  // Safety nets only: a busy machine takes several times as long.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: quietChromium,
  },
});
