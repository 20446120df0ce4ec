import { describe, expect, it } from "vitest";
import { textOf } from "./grammar.ts";

const lark = (definition: string): string | undefined => textOf({ syntax: "lark", definition });

describe("a text that a grammar derives", () => {
  it.each([
    ["a text", 'start: "yes"', "yes"],
    ["an alternative", 'start: "yes" | "no"', "yes"],
    ["an alternative on a line of its own", 'start: verb\nverb: "add"\n  | "drop"', "add"],
    ["terminals and a blank", 'start: VERB SP N\nVERB: "add"\nSP: " "\nN: /[1-9][0-9]?/', "add 1"],
    ["groups and quantifiers", 'start: ("a" "b")+ "c"? "d"* ["e"] "f"~3', "abfff"],
    ["an alias and a comment", 'start: "a" -> letter // why\n', "a"],
    ["an imported terminal", "%import common.INT\nstart: INT", "0"],
    ["escapes", String.raw`start: "\"\n\\"`, '"\n\\'],
    ["a recursion that ends by another alternative", 'start: start "a" | "b"', undefined],
    ["a recursion in brackets", 'start: "(" start ")" | "x"', undefined],
    ["slashes in a class", "start: /[/]a/", "/a"],
  ])("%s", (_, definition, text) => {
    const got = lark(definition);
    if (text === undefined) expect(got).toMatch(/^b?a*$|^\(*x\)*$/);
    else expect(got).toBe(text);
  });

  it("is that of a regular expression", () => {
    expect(textOf({ syntax: "regex", definition: "^(add|drop) [a-z]{2}$" })).toBe("add aa");
  });

  it.each([
    ["no start", 'begin: "a"'],
    ["a rule that is not there", "start: nothing"],
    ["no end", "start: start"],
    ["an open bracket", 'start: ("a"'],
    ["a stray bracket", 'start: "a")'],
    ["no rule at all", "anything goes"],
    ["an unknown import", "%import common.SMELL\nstart: SMELL"],
    [
      "what multiplies",
      `start: a${Array.from({ length: 30 }, (_, n) => `\na${n || ""}: a${n + 1} a${n + 1}`).join("")}`,
    ],
  ])("is not there: %s", (_, definition) => {
    expect(lark(definition)).toBeUndefined();
  });
});
