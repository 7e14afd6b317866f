import { defineConfig } from "vite";

export default defineConfig({
  root: "site",
  publicDir: false,
  build: {
    outDir: "../../build/site",
    emptyOutDir: false,
    rolldownOptions: { input: "site/sw.ts", output: { format: "iife", entryFileNames: "sw.js" } },
  },
});
