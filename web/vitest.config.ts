import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["{src,site}/**/*.test.ts"] } });
