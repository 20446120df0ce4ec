// What the tests of rules and stream state use of Vitest, on Mocha, for Stryker to run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import { expect as jestExpect } from "expect";
import mocha, { type Define } from "mocha";

const { before, beforeEach, describe: suite, it: test } = mocha;

/** The snapshots of test/rules.test.ts, the only ones that there are. */
const snapshots: Record<string, string> = {};
const file = join(process.cwd(), "test/__snapshots__/rules.test.ts.snap");
new Function("exports", readFileSync(file, "utf8"))(snapshots);

const path: string[] = [];
let current = "";

/** Filled in by the bundler: in which folder of rules each mutant is. */
declare const mutantFolders: Record<string, string>;
/** What Stryker puts into the process: which mutant is switched on. */
const stryker = (): { activeMutant?: string } | undefined => Reflect.get(globalThis, "__stryker__");

const withEach = (define: Define) =>
  Object.assign(define, {
    each: (rows: unknown[]) => (title: string, body: (...cells: unknown[]) => void) => {
      for (const row of rows) {
        const cells: unknown[] = Array.isArray(row) ? row : [row];
        const places = title.match(/%s/g)?.length ?? 0;
        define(format(title, ...cells.slice(0, places)), () => body(...cells));
      }
    },
  });

const faults: { title: string; run: () => Promise<void> }[] = [];

export const it = withEach((title, body) => {
  const name = [...path, title].join(" > ");
  const run = async () => {
    current = name;
    await body();
  };
  if (path[0] === "faults") faults.push({ title, run });
  test(title, run);
});
export const describe = withEach((title, body) =>
  suite(title, () => {
    path.push(title);
    body();
    path.pop();
  }),
);
export { beforeEach };
export const beforeAll = before;

// A mutant of a rule is most likely killed by a fault of its own family: those go first. Any other, by a test beside the code.
test("the faults of the family that is mutated", async () => {
  const mutant = stryker()?.activeMutant;
  // The first run, without a mutant, finds out what this covers.
  for (const { title, run } of faults)
    if (mutant === undefined || title.startsWith(`${mutantFolders[mutant]}/`)) await run();
});

// To Jest a list equals one that has undefined at its end, to Vitest it does not.
jestExpect.addEqualityTesters([
  (left, right) =>
    Array.isArray(left) && Array.isArray(right) && left.length !== right.length ? false : undefined,
]);

/** `expect` of Jest, whose matchers are those of Vitest; it takes no message. */
export const expect = Object.assign((value: unknown) => {
  const toMatchSnapshot = (): void => {
    const kept = snapshots[`${current} 1`];
    const printed = `"${String(value)}"`;
    jestExpect(printed.includes("\n") ? `\n${printed}\n` : printed).toBe(kept);
  };
  return Object.assign(jestExpect(value), { toMatchSnapshot });
}, jestExpect);
