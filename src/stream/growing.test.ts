import fc from "fast-check";
import { expect, it } from "vitest";
import { createGrowing } from "./growing.ts";

it("is the concatenation of its pieces, whenever it is asked", () => {
  const piece = fc.record({ text: fc.string(), times: fc.nat(600), ask: fc.boolean() });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const growing = createGrowing();
      let expected = "";
      for (const { text, times, ask } of pieces) {
        for (let i = 0; i < times; i++) growing.add(text);
        expected += text.repeat(times);
        if (ask) expect(growing.whole()).toBe(expected);
      }
      growing.share(`${expected}!`);
      expect(growing.whole()).toBe(expected);
      growing.share(expected);
      growing.add("more");
      expect(growing.whole()).toBe(`${expected}more`);
    }),
  );
});
