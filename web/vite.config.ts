import { defineConfig } from "vite";

// The site. The service worker has a configuration of its own: it is one classic script under a stable name.
export default defineConfig({
  root: "site",
  // The _headers file names the worker's script by this folder and by the start of its name.
  worker: { format: "es", rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js" } } },
  build: { outDir: "../../build/site", emptyOutDir: true, assetsDir: "assets" },
});
