import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countInputTokens, tokenize } from "./tokens.ts";

describe("tokenize", () => {
  it("cuts a sentence into several pieces that join to the same text", () => {
    expect(tokenize("Hello, wonderful world!")).toEqual([
      "Hello",
      ",",
      " wonde",
      "rful",
      " world",
      "!",
    ]);
  });

  it("keeps every well-formed text as it is and never ends a token inside a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const tokens = tokenize(text);
        expect(tokens.join("")).toBe(text);
        for (const token of tokens) expect(/\p{Surrogate}/u.test(token)).toBe(false);
      }),
    );
  });

  it("replaces lone surrogates", () => {
    expect(tokenize("a\uD83Db").join("")).toBe("a\uFFFDb");
  });

  it("keeps blanks at the end", () => {
    expect(tokenize("a \n").join("")).toBe("a \n");
  });
});

describe("countInputTokens", () => {
  it("is at least one and grows with the text", () => {
    expect(countInputTokens([])).toBe(1);
    expect(countInputTokens(["abcdefgh"])).toBe(3);
  });
});
