import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { rules } from "../src/rules/index.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { loadScenarios } from "../src/scenario/load.ts";

const text = readFileSync(assetPath("docs", "peers.md"), "utf8");
/** The rows of all tables: the test of another program, and what is said of it. */
const rows = Array.from(text.matchAll(/^\| `([^`]+)` +\| (.+?) +\|$/gm), ([, test, here]) => ({
  test: test ?? "",
  here: here ?? "",
}));
/** Suites that are planned; "to come" may name no other. */
const planned = new Set(["input", "websocket", "hosted-tools"]);

describe("the tests of other programs", () => {
  it("are all here", () => {
    const counts = text.split(/^## /m).map((part) => part.match(/^\| `/gm)?.length ?? 0);
    expect(counts).toEqual([0, 17, 30, 8, 21]);
    expect(rows).toHaveLength(76);
  });

  it("each have a counterpart that exists, a suite that will have it, or a reason why not", async () => {
    const { scenarios } = await loadScenarios({ suites: builtinSuites() });
    const known = new Set([...scenarios, ...rules].map(({ id }) => id));
    const wrong = rows.filter(({ here }) => {
      const later = /^to come: ([\w-]+)$/.exec(here)?.[1];
      if (later !== undefined) return !planned.has(later);
      const named = Array.from(here.matchAll(/`([\w-]+\/[\w-]+)`/g), ([, id]) => id ?? "");
      if (named.some((id) => !known.has(id))) return true;
      return named.length === 0 && !/^none: .{20}/.test(here);
    });
    expect(wrong).toEqual([]);
  });

  it("are linked from the front page", () => {
    expect(readFileSync(assetPath("README.md"), "utf8")).toContain("docs/peers.md");
  });
});
