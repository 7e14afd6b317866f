import webpack from "webpack";

const options = { mode: "production", context: import.meta.dirname, entry: "./main.js" };

webpack(options, (error, stats) => {
  console.log(String(error ?? stats));
  process.exitCode = error || stats.hasErrors() ? 1 : 0;
});
