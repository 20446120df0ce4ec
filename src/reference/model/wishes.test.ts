import { describe, expect, it } from "vitest";
import type { Tool } from "../types.ts";
import { asksForTool, subjects, wishes } from "./wishes.ts";

const tool = (name: string): Tool => ({
  kind: "function",
  name,
  parameters: {},
  grammar: null,
  async: false,
  shown: {},
});
const weather = tool("get_weather");

describe("subjects", () => {
  it.each([
    ["What's the weather in Paris?", ["Paris"]],
    ["Weather in Paris and London, please.", ["Paris", "London"]],
    ["Compare Paris, New York and Tokyo.", ["Paris", "New York", "Tokyo"]],
    ['Look up "alpha" and "beta".', ["alpha", "beta"]],
    ["look it up for apples and pears", ["apples", "pears"]],
    ["what is the time?", []],
  ])("finds them in %j", (text, found) => {
    expect(subjects(text)).toEqual(found);
  });
});

describe("wishes", () => {
  it("is one call for one thing and several for several", () => {
    expect(wishes("Weather in Paris?", [weather])).toEqual([{ tool: weather, subject: "Paris" }]);
    expect(wishes("Weather in Paris and Rome?", [weather]).map((wish) => wish.subject)).toEqual([
      "Paris",
      "Rome",
    ]);
  });

  it("takes the tools that are named", () => {
    const time = tool("get_time");
    expect(
      wishes("Call get_weather and get_time.", [weather, time]).map((wish) => wish.tool),
    ).toEqual([weather, time]);
    expect(wishes("what time is it", [weather, time])[0]?.tool).toBe(time);
  });

  it("has a bound", () => {
    const many = Array.from({ length: 30 }, (_, index) => `"k${index}"`).join(" and ");
    expect(wishes(many, [weather])).toHaveLength(8);
  });

  it("is none without tools", () => {
    expect(wishes("anything", [])).toEqual([]);
  });
});

describe("asksForTool", () => {
  it("needs a word of the tool's name, or the word tool", () => {
    expect(asksForTool("How is the weather?", weather)).toBe(true);
    expect(asksForTool("Please use the tool.", weather)).toBe(true);
    expect(asksForTool("Hello!", weather)).toBe(false);
  });
});
