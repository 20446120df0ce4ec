import { describe, expect, it } from "vitest";
import { didYouMean, nearest } from "./suggest.ts";

const known = ["usage-missing", "done-missing", "delta-lost", "openai", "core/text-stream"];

describe("a suggestion", () => {
  it.each([
    ["usage-missin", "usage-missing"],
    ["missing-done", "done-missing"],
    ["Delta-Lots", "delta-lost"],
    ["opneai", "openai"],
    ["core/text-strem", "core/text-stream"],
    ["", undefined],
    ["something-else", undefined],
    ["x".repeat(5000), undefined],
  ])("for %j is %j", (name, expected) => {
    expect(nearest(name, known)).toBe(expected);
    expect(didYouMean(name, known)).toBe(
      expected === undefined ? "" : ` Did you mean "${expected}"?`,
    );
  });
});
