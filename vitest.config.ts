import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { pageTextsInTests } from "./scripts/lib/page-text.mjs";

const isSelftest = ({ moduleId }: TestSpecification): boolean =>
  moduleId.endsWith("/test/e2e/reference.test.ts");

/** Begins with the self test, which takes longest: begun last, as on a fresh clone, it would leave the other workers idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSelftest), ...sorted.filter((file) => !isSelftest(file))];
  }
}

export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/support/seed.ts"],
    testTimeout: 60_000,
    // The files of a worker share the modules that they import: loading them for each anew took longer than most tests.
    isolate: false,
    // What a hook prepares, such as an installed package, takes as long as a test.
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // One less than there are cores, as it is without this, would leave one of two idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // Most of what a test makes is dead soon: collecting later collects less. The cores have workers: threads that help
    // one to collect would only take turns with the others.
    execArgv: ["--single-threaded-gc", "--max-semi-space-size=64"],
    // Tests run the built program as it is.
    server: { deps: { external: [/\/dist\//] } },
    // A snapshot that is not there fails: only `vitest -u` writes any.
    update: "none",
  },
});
