import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { pageTextsInTests } from "./scripts/lib/page-text.mjs";

/** Begins with the self test, which takes longest: begun last, as on a fresh clone, it would leave the other workers idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSelftest = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith("/test/e2e/reference.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter(isSelftest), ...sorted.filter((file) => !isSelftest(file))];
  }
}

export default defineConfig({
  plugins: [pageTextsInTests],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    // The files of a worker share the modules that they import: loading them for each anew took longer than most tests.
    isolate: false,
    // What a hook prepares, such as an installed package, takes as long as a test.
    hookTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    // Many tests wait for a server or a process: one worker more than there are cores keeps all of them busy.
    maxWorkers: availableParallelism() + 1,
    // Most of what a test makes is dead soon: collecting later collects less.
    execArgv: ["--max-semi-space-size=64"],
    // Tests run the built program as it is.
    server: { deps: { external: [/\/dist\//] } },
    // A snapshot that is not there fails: only `vitest -u` writes any.
    update: "none",
  },
});
