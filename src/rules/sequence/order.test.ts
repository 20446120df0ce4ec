// Numbers that one of the rules leaves to another.
import { describe, expect, it } from "vitest";
import { evaluates, says } from "../../../test/support/one-rule.ts";
import type { Json } from "../../json/json.ts";
import { onEvents, type TapeEdit } from "../../tape/edits.ts";
import contiguous from "./contiguous.ts";
import increasing from "./increasing.ts";
import present from "./present.ts";

/** Numbers the first events of a stream, of which no more are left. */
const numbered = (...numbers: (Json | undefined)[]): TapeEdit =>
  onEvents((events) =>
    events.slice(0, numbers.length).map(({ event, payload }, index) => {
      if (payload === "[DONE]") throw new Error("there are not so many events");
      return { event, payload: { ...payload, sequence_number: numbers[index] } };
    }),
  );

describe("the order of sequence numbers", () => {
  it.each<[(Json | undefined)[], string[], string[]]>([
    [[0, 1, 2], [], []],
    [
      [0, 1, undefined, 1, 2],
      [
        "must sequence_number goes from 1 to 1 at response.content_part.added; expected a greater number | event 3 /sequence_number: 1 (see 2)",
      ],
      [],
    ],
    [[0, 1, undefined, 5, 6], [], []],
    [
      [0, 1, 1, 3, 4],
      [
        "must sequence_number goes from 1 to 1 at response.output_item.added; expected a greater number | event 2 /sequence_number: 1 (see 1)",
      ],
      [],
    ],
    [
      [0, 1, 3],
      [],
      [
        "must sequence_number jumps from 1 to 3 at response.output_item.added; clients report a lost event | event 2 /sequence_number: 3 (see 1)",
      ],
    ],
    [[0, "1", 3], [], []],
  ])("judges %j", async (numbers, back, gap) => {
    const edit = numbered(...numbers);
    expect(await says(increasing, "openai", "text", edit)).toEqual(back);
    expect(await says(contiguous, "openai", "text", edit)).toEqual(gap);
  });

  it.each<[(Json | undefined)[], number, number]>([
    [[0, 1], 1, 1],
    [[0], 0, 0],
    [[0, undefined, undefined], 0, 0],
    [[undefined, undefined], 0, 0],
    [[1, 0], 1, 0],
  ])("needs two numbers to say anything: %j", async (numbers, back, gap) => {
    expect(await evaluates(increasing, "text", numbered(...numbers))).toBe(back);
    expect(await evaluates(contiguous, "text", numbered(...numbers))).toBe(gap);
  });
});

describe("sequence/present", () => {
  it("asks every event on a WebSocket for a number, but not the refusal of a message", async () => {
    const error = { type: "server_error", message: "x" };
    const told = (type: string): Promise<string[]> =>
      says(
        present,
        "openai",
        "websocket",
        onEvents((events) => [...events, { event: undefined, payload: { type, error } }]),
      );
    expect(await told("error")).toEqual([]);
    expect(await told("response.odd")).toEqual([
      "must response.odd has no sequence_number | event 10 /sequence_number: nothing",
    ]);
  });
});
