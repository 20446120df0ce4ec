import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { cameAt, onExchange, patchRequest } from "../../tape/edits.ts";
import rule from "./no-burst.ts";

/** A stream in two pieces, the second of which has only the end. */
const inTwo = (first: number, last: number) =>
  onExchange((exchange) => {
    const cut = Buffer.from(exchange.bytes).indexOf("event: response.completed");
    const reads = [
      { length: cut, at: first },
      { length: exchange.bytes.length - cut, at: last },
    ];
    return { ...exchange, reads };
  });

describe("http/no-burst", () => {
  it("says nothing of an answer that is short, or whose headers waited as well", async () => {
    expect(await says(rule, "openai", "timed", cameAt(120, 10_119))).toEqual([]);
    expect(await says(rule, "openai", "timed", cameAt(30_000, 30_010))).toEqual([]);
  });

  it("says nothing of events that go on coming", async () => {
    expect(await says(rule, "openai", "timed", inTwo(20_000, 20_501))).toEqual([]);
    expect(await says(rule, "openai", "timed", inTwo(20_000, 20_500))).toHaveLength(1);
  });

  it("evaluates only what was timed, and asked for as a stream", async () => {
    const late = cameAt(0, 20_000);
    expect(await evaluates(rule, "timed", late)).toBe(1);
    expect(await evaluates(rule, "text", (tape) => tape)).toBe(0);
    expect(
      await evaluates(rule, "timed", (tape) => patchRequest({ stream: false })(late(tape))),
    ).toBe(0);
    const untimed = onExchange(({ reads: _, ...exchange }) => exchange);
    expect(await evaluates(rule, "timed", untimed)).toBe(0);
  });
});
