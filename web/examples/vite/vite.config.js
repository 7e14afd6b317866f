export default {
  // While developing, Vite would copy the package's script away from its worker.
  optimizeDeps: { exclude: ["idenfy-steps"] },
};
