import { describe, expect, it } from "vitest";
import {
  clip,
  digits,
  displayWidth,
  duration,
  fitted,
  listed,
  pad,
  plural,
  safe,
  wrap,
} from "./text.ts";

describe("text", () => {
  it.each([
    ["plain ASCII, ümläut, 日本語, 👍", "plain ASCII, ümläut, 日本語, 👍"],
    ["\u001b[31mred", "\\x1b[31mred"],
    ["a\nb\r\tc", "a\\nb\\r\\tc"],
    ["\u0000\u007f\u009b", "\\x00\\x7f\\x9b"],
    ["\u202eabc\u2066", "\\u202eabc\\u2066"],
    ["\u200b\ufeff\u2028", "\\u200b\\ufeff\\u2028"],
    ["\ud800x", "\\ud800x"],
    ["\u{e0041}", "\\u{e0041}"],
  ])("makes %j safe", (text, expected) => {
    expect(safe(text)).toBe(expected);
  });

  it.each([
    ["abc", 3],
    ["日本", 4],
    ["e\u0301", 1],
    ["👍", 2],
  ])("measures %j", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("pads, clips, counts and lists", () => {
    expect(pad("日", 4)).toBe("日  ");
    expect(clip("0123456789", 5)).toBe("01…89");
    expect([0, 999, 1000, 12_345, 1_234_567].map(digits)).toEqual([
      "0",
      "999",
      "1,000",
      "12,345",
      "1,234,567",
    ]);
    expect(plural(1, "scenario")).toBe("1 scenario");
    expect(plural(1200, "scenario")).toBe("1,200 scenarios");
    expect(listed(["a", "b", "c"], 2)).toBe("a, b and 1 more");
    expect(fitted(["aaaa", "bbbb", "cccc"], 12)).toBe("aaaa, bbbb and 1 more");
    expect(fitted(["a name wider than all the room"], 5)).toBe("a name wider than all the room");
  });

  it.each([
    [87.4, "87 ms"],
    [1234, "1.2 s"],
    [125_000, "2 min 5 s"],
  ])("tells %d milliseconds", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it("wraps at blanks, indented as far as the lead", () => {
    expect(wrap("  x: ", "one two three four", 14)).toEqual([
      "  x: one two",
      "     three",
      "     four",
    ]);
  });
});
