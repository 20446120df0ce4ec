// What the tests of rules and stream state use of Vitest, on Mocha, for Stryker to run.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";
import { expect as jestExpect } from "expect";
import mocha from "mocha";

const { before, beforeEach, describe: suite, it: test } = mocha;

/** The snapshots of test/rules.test.ts, the only ones that there are. */
const snapshots = {};
const file = join(process.cwd(), "test/__snapshots__/rules.test.ts.snap");
new Function("exports", readFileSync(file, "utf8"))(snapshots);

const path = [];
let current = "";

const withEach = (define) =>
  Object.assign(define, {
    each: (rows) => (title, body) => {
      for (const row of rows) {
        const cells = Array.isArray(row) ? row : [row];
        const places = title.match(/%s/g)?.length ?? 0;
        define(format(title, ...cells.slice(0, places)), () => body(...cells));
      }
    },
  });

const faults = [];

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
export function beforeAll(body) {
  before(body);
}

// A mutant of a rule is most likely killed by a fault of its own family: those go first.
test("the faults of the family that is mutated", async () => {
  const folder = mutantFolders[globalThis["__stryker__"]?.activeMutant];
  for (const { title, run } of faults)
    if (folder === undefined || title.startsWith(`${folder}/`)) await run();
});

/** `expect` of Jest, whose matchers are those of Vitest; it takes no message. */
export const expect = Object.assign((value) => {
  const matchers = jestExpect(value);
  matchers.toMatchSnapshot = () => {
    const kept = snapshots[`${current} 1`];
    const printed = `"${value}"`;
    jestExpect(value.includes("\n") ? `\n${printed}\n` : printed).toBe(kept);
  };
  return matchers;
}, jestExpect);
