import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,site}/**/*.test.ts"],
    // Nets for what hangs, not measures: a busy machine is several times slower.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
