import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { strykerPlugins, type Path } from "../scripts/mutation/ignore-text.mjs";

// Stryker hands its plugins the paths of its own Babel.
const requireAsStryker = createRequire(import.meta.resolve("@stryker-mutator/core"));
const babel = requireAsStryker("@babel/core") as {
  parseSync(code: string, options: object): unknown;
  traverse(tree: unknown, visitors: { enter(path: Path): void }): void;
};

it("the mutation run leaves out the texts of a rule and what TypeScript holds, and nothing else", () => {
  const code = `
    const messages = { lost: "changed" };
    export default defineRule({
      id: "a/b", title: "A", spec: "s", messages: { lost: "left out" }, requirement: { openai: "must" }, perDialect: true,
      observe() { return { id: "changed", title: other({ spec: "changed" }) }; },
    });`;
  const leftOut: string[] = [];
  babel.traverse(babel.parseSync(code, { configFile: false, babelrc: false }), {
    enter(path) {
      for (const { value } of strykerPlugins)
        if (value.shouldIgnore(path) !== undefined) leftOut.push(path.node.key.name);
    },
  });
  expect(leftOut).toEqual(["id", "title", "spec", "messages", "perDialect"]);
});
