import { defineConfig } from "vitest/config";
import { pageTextsInTests } from "./scripts/lib/page-text.mjs";

export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    // A snapshot that is not there fails: only `vitest -u` writes any.
    update: "none",
  },
});
