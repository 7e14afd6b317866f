import { defineConfig } from "vitest/config";

// The gateway in workerd; `./build.sh test` bundles it into build/worker first.
export default defineConfig({
  test: {
    include: ["test/gateway/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } }, // a busy machine
    maxWorkers: 2,
  },
});
