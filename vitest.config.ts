import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./scripts/lib/page-text.mjs";

export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    // The files of a worker share the modules that they import: loading them for each anew took longer than most tests.
    isolate: false,
    // What a hook prepares, such as an installed package, takes as long as a test.
    hookTimeout: 60_000,
    // One less than there are cores, as it is without this, would leave one of two idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Tests run the built program as it is.
    server: { deps: { external: [/\/dist\//] } },
    // A snapshot that is not there fails: only `vitest -u` writes any.
    update: "none",
  },
});
