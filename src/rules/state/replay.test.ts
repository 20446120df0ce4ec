import { beforeAll, describe, expect, it } from "vitest";
import { asks, creates, exercisedBy, saidOf, streamed } from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { JsonObject } from "../../json/json.ts";
import type { TapeEnd, TapeExchange } from "../../tape/tape.ts";
import replayEqualsOriginal from "./replay-equals-original.ts";
import startingAfterRule from "./starting-after.ts";

const rules = [replayEqualsOriginal, startingAfterRule];
let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const response = { id: "resp_1", object: "response", status: "completed" };
const all: JsonObject[] = [
  { type: "response.created", response },
  { type: "vendor:one", n: 1 },
  { type: "vendor:two", n: 2 },
  { type: "response.completed", response },
];
const ask = (events = all): TapeExchange => streamed(creates({ stream: true }), events);
const replay = (events: JsonObject[], query = {}, from = 0, end?: TapeEnd): TapeExchange =>
  streamed(
    asks("GET", "/responses/resp_1", { query: { stream: "true", ...query } }),
    events,
    end ? { from, end } : { from },
  );
const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, rules);
const judged = (...exchanges: TapeExchange[]): Record<string, number> =>
  exercisedBy(exchanges, openai, rules);

describe("a replay", () => {
  it("is compared event by event", () => {
    expect(says(ask(), replay(all))).toEqual([]);
    expect(judged(ask(), replay(all))).toEqual({ "state/replay-equals-original": 4 });
    expect(judged(ask(), replay(all.slice(2), { starting_after: "1" }, 2))).toEqual({
      "state/starting-after": 2,
    });
  });

  it("tells of the type where that differs, wherever it stands", () => {
    const turned = all.map(({ type, ...rest }) => ({ ...rest, type }) as JsonObject);
    expect(says(ask(turned), replay(turned.toSpliced(1, 1)))).toContain("  pointer /type");
  });

  it("is nothing to judge where the number is none", () => {
    expect(judged(ask(), replay(all.slice(1), { starting_after: "all" }, 1))).toEqual({});
  });

  it("is nothing to judge where all was heard", () => {
    expect(judged(ask(), replay([], { starting_after: "3" }))).toEqual({});
    expect(judged(ask(), replay(all.slice(3), { starting_after: "3" }, 4))).toEqual({});
  });

  it("is nothing to judge where the original is not known", () => {
    expect(judged(replay(all))).toEqual({});
  });

  it.each<[TapeEnd["kind"], number]>([
    ["closed", 1],
    ["left", 1],
    ["cut", 0],
    ["idle", 0],
    ["total", 0],
    ["limit", 0],
    ["dropped", 0],
  ])("that stops is too short by itself, unless it broke off: %s", (kind, times) => {
    const missing = says(ask(), replay(all.slice(0, 2), {}, 0, { kind }));
    expect(missing).toEqual(
      [
        "must state/replay-equals-original: the replay ends after 2 of 4 events",
        '  args {"got":2,"wanted":4}',
        "  expected 4 events, the last one response.completed",
        "  actual 2 events",
      ].slice(0, times * 4),
    );
  });

  it("that is empty is for another rule to tell", () => {
    expect(says(ask(), replay([]))).toEqual([]);
  });

  it("may go on where the original was not heard to its end", () => {
    const heard = streamed(creates({ stream: true }), all.slice(0, 2), {
      end: { kind: "dropped" },
    });
    expect(says(heard, replay(all.slice(1), { starting_after: "0" }, 1))).toEqual([]);
    expect(says(heard, replay(all))).toEqual([]);
  });
});
