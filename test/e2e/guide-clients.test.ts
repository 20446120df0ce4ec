import { describe, expect, it } from "vitest";
import { readSeen } from "../../src/guide/make.ts";
import { differenceOf, tryClients } from "../../src/guide/seen.ts";
import { goodTape } from "../../src/guide/tapes.ts";
import { readGuideSources } from "../../src/guide/texts.ts";

describe("what real clients make of the faults", () => {
  it("is what the pages of the rules say (`npm run docs` tries it anew)", async () => {
    const seen = await tryClients(readGuideSources(), goodTape);
    expect(readSeen()).toEqual(seen);
    expect(Object.keys(seen).length).toBeGreaterThan(30);
  });

  const good = {
    text: "Hi.",
    calls: ["a({})"],
    reasoning: "",
    status: "stop",
    usage: "1 + 1 = 2 tokens",
  };
  it.each([
    [good, undefined],
    [{ ...good, error: 'missing output: {"type":"x"}\nmore' }, 'fails with "missing output"'],
    [{ ...good, text: "" }, 'shows nothing instead of "Hi."'],
    [
      { ...good, calls: [], status: "other" },
      'calls nothing instead of a({}), and ends with "other" instead of "stop"',
    ],
    [{ ...good, usage: "no tokens" }, "counts no tokens instead of 1 + 1 = 2 tokens"],
  ])("tells %o as %o", (broken, told) => {
    expect(differenceOf(good, broken)).toBe(told);
  });

  it("tells an error that is missing", () => {
    expect(differenceOf({ ...good, error: "No." }, good)).toBe(
      "reports no error, although the unbroken stream gives one",
    );
    expect(differenceOf({ ...good, error: "No." }, { ...good, error: "No." })).toBeUndefined();
  });
});
