import { defineConfig } from "vitest/config";
import { Threats } from "./test/gateway/threats.ts";

// The gateway in workerd; `./build.sh test` bundles it into build/worker first.
export default defineConfig({
  test: {
    include: [process.env.SOAK ? "test/gateway/*.soak.ts" : "test/gateway/*.test.ts"], // `./build.sh soak idle`
    // Nets for what hangs, not measures: a busy machine is several times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    maxWorkers: 2,
    reporters: ["default", new Threats()],
  },
});
