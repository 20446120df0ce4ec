import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differing } from "./differ.ts";
import { h, link, toHtml } from "./node.ts";
import { laidOut, lanesOf, rowsOf, scaleOf, traceOf } from "./timeline.ts";
import { sampleTrace } from "./sample.testing.ts";

describe("elements", () => {
  it("hold text as text, wherever it stands", () => {
    expect(toHtml(h("p", { title: `"<&>` }, "<b>", ["&", h("i", 1)], false, undefined))).toBe(
      '<p title="&quot;&lt;&amp;&gt;">&lt;b&gt;&amp;<i>1</i></p>',
    );
    expect(toHtml(h("pre", "a\n\tb\r\u0000\u202e"))).toBe("<pre>a\n\tb\\r\\x00\\u202e</pre>");
  });

  it("write any text so that it is read back as it was shown", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const html = toHtml(h("p", { title: text }, text));
        expect(html.match(/[<>]/g)).toEqual(["<", ">", "<", ">"]);
        expect(html.match(/"/g)?.length ?? 0).toBe(text === "" ? 0 : 2);
        expect(html).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  it("link to the web only", () => {
    expect(toHtml(link("https://a.example/b#c", "x"))).toContain('<a href="https://a.example/b#c"');
    for (const url of [
      "javascript:alert(1)",
      "javascript://a.example/%0aalert(1)",
      " javascript:x",
      "data:text/html,x",
      "//a.example",
      "http://a b",
      undefined,
    ])
      expect(toHtml(link(url, "x"))).toBe("<span>x</span>");
  });
});

describe("the difference of two values", () => {
  const cut = (expected: string, actual: string): string[] | undefined =>
    differing(expected, actual)?.map(({ before, own, after }) => `${before}[${own}]${after}`);

  it("is what stands between their common ends", () => {
    expect(cut('"abcdef"', '"abXdef"')).toEqual(['"ab[c]def"', '"ab[X]def"']);
    expect(cut('"abab"', '"abababab"')).toEqual(['"abab[]"', '"abab[abab]"']);
    expect(cut('"one" (3 deltas)', '"on"')).toEqual(['"on[e]" (3 deltas)', '"on[]"']);
  });

  it("is nothing where they are the same, or all of them differs", () => {
    expect([cut("same", "same"), cut("200", "404"), cut('"a"', '"b"')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("never cuts a character in two, and loses nothing", () => {
    expect(cut('"a 😀"', '"a 😁"')).toEqual(['"a [😀]"', '"a [😁]"']);
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const [left, right] = differing(a + b, a + c) ?? [];
        if (!left || !right) return;
        expect([
          left.before + left.own + left.after,
          right.before + right.own + right.after,
        ]).toEqual([a + b, a + c]);
        for (const { before, own, after } of [left, right])
          for (const part of [before, own, after]) expect(part).not.toMatch(/\p{Cs}/u);
      }),
    );
  });
});

describe("the timeline", () => {
  const trace = sampleTrace(42);
  const { frames } = trace;
  const none = new Set<number>();

  it("folds deltas of one item that follow each other", () => {
    const rows = rowsOf(trace, none, none);
    expect(rows.slice(3, 8)).toEqual([
      { from: 3, to: 13, characters: 30, unfolded: false },
      { from: 13, to: 23, characters: 40, unfolded: false },
      { from: 23, to: 33, characters: 40, unfolded: false },
      { from: 33, to: 43, characters: 40, unfolded: false },
      // Two are not worth folding.
      { frame: 43, inside: false },
    ]);
  });

  it("leaves out what stands out, and unfolds on demand", () => {
    const rows = rowsOf(trace, new Set([20]), new Set([13]));
    expect(rows.slice(4, 13)).toEqual([
      { from: 13, to: 20, characters: 28, unfolded: true },
      ...[13, 14, 15, 16, 17, 18, 19].map((frame) => ({ frame, inside: true })),
      { frame: 20, inside: false },
    ]);
  });

  it("shows every frame once, in order", () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(70)),
        (deltas, run, keep) => {
          const { frames } = sampleTrace(deltas, run);
          const rows = rowsOf({ frames, omitted: 0 }, new Set(keep), none);
          const shown = rows.flatMap((row) => {
            if ("missing" in row) return [];
            if ("frame" in row) return [row.frame];
            return Array.from({ length: row.to - row.from }, (_, at) => row.from + at);
          });
          expect(shown).toEqual([...frames.keys()]);
          for (const event of keep)
            if (event < frames.length - 1)
              expect(rows).toContainEqual({ frame: event, inside: false });
        },
      ),
    );
  });

  it("has a lane for each output item, and an axis of time or of order", () => {
    expect(lanesOf(frames)).toEqual([0, 1]);
    expect(scaleOf(frames)(frames.length - 1)).toBe(1);
    expect(scaleOf(frames)(1)).toBeCloseTo(11.5 / 81, 9);
    const untimed = frames.map(({ at: _, ...frame }) => frame);
    expect([0, 1, frames.length - 1].map(scaleOf(untimed))).toEqual([
      0,
      1 / (frames.length - 1),
      1,
    ]);
    expect(scaleOf([])(0)).toBe(0);
  });

  it("finds the exchange that a finding is about", () => {
    const traces = [0, 3, 7].map((exchange) => ({ ...sampleTrace(2), exchange }));
    expect([0, 3, 5, undefined].map((exchange) => traceOf(traces, exchange))).toEqual([0, 1, 2, 2]);
    expect(traceOf([], 1)).toBe(0);
  });

  it("says where events are missing", () => {
    const kept = frames.filter(
      ({ event = 0 }) => event > 1 && (event < 20 || event > 25) && event < 44,
    );
    const rows = rowsOf({ frames: kept, omitted: 11 }, none, none);
    expect(
      rows.map((row) => ("missing" in row ? -row.missing : "from" in row ? row.to - row.from : 1)),
    ).toEqual([-2, 1, 10, 7, -6, 7, 10, 1, -3]);
    expect(rows.at(-2)).toEqual({ frame: kept.length - 1, inside: false });
  });

  it("lays out JSON, that of an event too", () => {
    expect(laidOut('event: a\ndata: {"a":\ndata: 1}\n\n')).toBe('{\n  "a": 1\n}');
    expect(laidOut('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(laidOut("data: [DONE]\n\n")).toBeUndefined();
  });
});
