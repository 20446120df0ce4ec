import { expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import type { Tape } from "../../tape/tape.ts";
import { httpRules } from "./index.ts";

/** A replay of which nothing is left, of a response that the exchange before left in `status`. */
async function nothingLeft(status: string): Promise<string[]> {
  const replay = await goodTape("replay");
  const [ask, , , rest] = replay.exchanges;
  if (!ask || !rest) throw new Error("the tape is another");
  const asked = Buffer.from(ask.bytes)
    .toString()
    .replaceAll('"status":"completed"', `"status":"${status}"`);
  const tape: Tape = {
    ...replay,
    exchanges: [
      { ...ask, bytes: Buffer.from(asked) },
      { ...rest, bytes: new Uint8Array() },
    ],
  };
  const { findings } = judgeTape(tape, await judging("openresponses"), { rules: httpRules });
  return findings.map(({ rule, messageId }) => `${rule} ${messageId}`);
}

it("a replay holds no event where none is left", async () => {
  expect(await nothingLeft("completed")).toEqual([]);
});

it("a response that is still at work has more to come", async () => {
  expect(await nothingLeft("in_progress")).toEqual(["http/first-event-prompt empty"]);
});
