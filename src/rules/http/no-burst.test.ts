import { describe, expect, it } from "vitest";
import { asks } from "../../../test/support/exchanges.ts";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import { cameAt, drop, dropAll, onExchange, onHead, type TapeEdit } from "../../tape/edits.ts";
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

/** The same times for a body that an edit made shorter. */
const retimed = onExchange((exchange) => ({
  ...exchange,
  reads: exchange.reads && [{ length: exchange.bytes.length, at: 20_000 }],
}));

describe("http/no-burst", () => {
  it("says nothing of an answer that is short, or whose headers waited as well", async () => {
    expect(await says(rule, "openai", "timed", cameAt(120, 10_119))).toEqual([]);
    expect(await says(rule, "openai", "timed", cameAt(30_000, 30_010))).toEqual([]);
  });

  it("says nothing of events that go on coming", async () => {
    expect(await says(rule, "openai", "timed", inTwo(20_000, 20_501))).toEqual([]);
    expect(await says(rule, "openai", "timed", inTwo(20_000, 20_500))).toHaveLength(1);
  });

  it("evaluates only what was timed from the headers to the end", async () => {
    const late = cameAt(0, 20_000);
    expect(await evaluates(rule, "timed", late)).toBe(1);
    expect(await evaluates(rule, "text", (tape) => tape)).toBe(0);
    const untimed: TapeEdit[] = [
      onExchange(({ reads: _, ...exchange }) => exchange),
      onHead(({ status, headers }) => ({ status, headers })),
      onExchange((exchange) => ({ ...exchange, response: undefined })),
      drop("response.completed"),
      dropAll(/^response\.(created|in_progress|completed)$/),
    ];
    for (const edit of untimed)
      expect(await evaluates(rule, "timed", (tape) => retimed(edit(late(tape))))).toBe(0);
  });

  it("leaves replays alone", async () => {
    const replay = onExchange((exchange) => ({
      ...exchange,
      request: { ...asks("GET", "/responses/resp_timed"), query: { stream: "true" } },
    }));
    expect(await evaluates(rule, "timed", replay)).toBe(0);
  });
});
