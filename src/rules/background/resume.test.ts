import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  asks,
  creates,
  exercisedBy,
  saidOf,
  streamed,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import statusMatchesEvent from "../lifecycle/status-matches-event.ts";
import { stateRules } from "../state/index.ts";
import resume from "./resume.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const created: JsonObject = {
  type: "response.created",
  response: { id: "resp_1", status: "in_progress" },
};
const completed: JsonObject = {
  type: "response.completed",
  response: { id: "resp_1", status: "completed" },
};
const delta = (text: string, more: JsonObject = {}): JsonObject => ({
  type: "response.output_text.delta",
  item_id: "msg_1",
  content_index: 0,
  delta: text,
  ...more,
});
const done = (text: string, more: JsonObject = {}): JsonObject => ({
  type: "response.output_text.done",
  item_id: "msg_1",
  content_index: 0,
  text,
  ...more,
});

/** What was heard before the connection was lost. */
const heard = (...events: JsonObject[]): TapeExchange =>
  streamed(creates({ background: true, stream: true }), [created, ...events], {
    end: { kind: "dropped" },
  });
/** What came when the client went on behind an event. */
const goOn = (after: number | string, events: JsonObject[], from = Number(after) + 1) =>
  streamed(
    asks("GET", "/responses/resp_1", {
      query: { stream: "true", starting_after: String(after) },
    }),
    [...events, completed],
    { from },
  );
const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, [resume]);
const heads = (...exchanges: TapeExchange[]): string[] =>
  says(...exchanges).filter((line) => line.startsWith("must"));
const judged = (...exchanges: TapeExchange[]): boolean =>
  exercisedBy(exchanges, openai, [resume])["background/resume"] === 1;
const broken = (type: string): string =>
  `must background/resume: the resumed pieces of the stream do not add up to the text in ${type}`;

describe("a stream that goes on", () => {
  it("gives the rest of the text", () => {
    expect(says(heard(delta("He")), goOn(1, [delta("llo"), done("Hello")]))).toEqual([]);
    expect(judged(heard(delta("He")), goOn(1, [delta("llo"), done("Hello")]))).toBe(true);
    expect(says(heard(delta("He")), goOn(1, [delta("lo"), done("Hello")]))).toEqual([
      broken("response.output_text.done"),
      '  args {"type":"response.output_text.done"}',
      "  event 1 response.output_text.done",
      expect.stringMatching(/^ {2}place /),
      "  pointer /text",
      '  expected "Helo"',
      '  actual "Hello"',
    ]);
  });

  it("gives a text without pieces", () => {
    expect(says(heard(), goOn(0, [done("")]))).toEqual([]);
    expect(says(heard(), goOn(0, [done("Hi.")]))).toEqual(
      expect.arrayContaining(['  expected ""', '  actual "Hi."']),
    );
  });

  it("gives texts of several parts, items and kinds, each of its own", () => {
    const second = { content_index: 1 };
    const other = { item_id: "msg_2" };
    const call = (part: string): JsonObject => ({
      type: "response.function_call_arguments.delta",
      item_id: "msg_1",
      delta: part,
    });
    const called = {
      type: "response.function_call_arguments.done",
      item_id: "msg_1",
      arguments: "{}",
    };
    const before = heard(delta("a"), delta("b", second), delta("c", other), call("{"));
    const rest = [
      delta("A"),
      delta("B", second),
      delta("C", other),
      call("}"),
      done("aA"),
      done("bB", second),
      done("cC", other),
      called,
    ];
    expect(says(before, goOn(4, rest))).toEqual([]);
    expect(says(before, goOn(4, rest.toSpliced(3, 1)))).toEqual(
      expect.arrayContaining(["  pointer /arguments", '  expected "{"', '  actual "{}"']),
    );
  });

  it("is one finding where several texts are wrong", () => {
    const second = { content_index: 1 };
    const both = goOn(0, [done("a"), done("b", second)]);
    expect(says(heard(), both).filter((line) => line.includes("count"))).toEqual([]);
    expect(heads(heard(), both)).toEqual([broken("response.output_text.done")]);
  });

  it("passes over pieces and texts that are none", () => {
    const rest = [delta("", { delta: 5 }), done("", { text: null }), delta("lo"), done("Hello")];
    expect(says(heard(delta("Hel")), goOn(1, rest))).toEqual([]);
  });

  it("goes on with the next event", () => {
    const lost = goOn(1, [delta("o"), done("Hello")], 3);
    expect(says(heard(delta("Hel")), lost)).toEqual([
      "must background/resume: the resumed stream continues with event 3; expected 2",
      '  args {"first":3,"next":2}',
      "  event 0 response.output_text.delta",
      expect.stringMatching(/^ {2}place /),
      "  pointer /sequence_number",
      "  expected 2",
      "  actual 3",
    ]);
    expect(heads(heard(delta("Hel")), goOn(1, [delta("Hel"), done("Hello")], 1))).toEqual([
      "must background/resume: the resumed stream repeats event 1; expected 2",
    ]);
  });

  it("may be asked for from further back than it was heard", () => {
    const before = heard(delta("He"), delta("ll"));
    expect(says(before, goOn(1, [delta("ll"), delta("o"), done("Hello")]))).toEqual([]);
    expect(heads(before, goOn(1, [delta("ll"), done("Hello")]))).toEqual([
      broken("response.output_text.done"),
    ]);
  });

  it("is not put together where more is missing than was asked for", () => {
    const far = goOn(4, [delta("o"), done("Hello")]);
    expect(says(heard(delta("He")), far)).toEqual([]);
    expect(judged(heard(delta("He")), far)).toBe(true);
  });

  it("may have no numbers: that is for another rule to tell", () => {
    const bare = (event: JsonObject): JsonObject => ({ ...event, sequence_number: null });
    expect(says(heard(delta("He")), goOn(1, [bare(delta("llo")), done("Hello")]))).toEqual([]);
    expect(says(heard(bare(delta("He"))), goOn(1, [delta("llo"), done("Hello")]))).toEqual([]);
    expect(heads(heard(bare(delta("He"))), goOn(1, [delta("lo"), done("Hello")]))).toEqual([
      broken("response.output_text.done"),
    ]);
  });

  it.each<[string, TapeExchange[]]>([
    [
      "is asked for from the start",
      [
        heard(),
        {
          ...goOn(0, []),
          request: asks("GET", "/responses/resp_1", { query: { stream: "true" } }),
        },
      ],
    ],
    ["is asked for behind no number", [heard(), goOn("all", [done("Hi.")], 1)]],
    ["is not known", [goOn(0, [done("Hi.")])]],
    [
      "was deleted",
      [heard(), answered(asks("DELETE", "/responses/resp_1"), {}), goOn(0, [done("Hi.")])],
    ],
    [
      "was heard to its end",
      [streamed(creates({ stream: true }), [created, completed]), goOn(0, [done("Hi.")])],
    ],
    [
      "was created without a stream",
      [
        answered(creates({ background: true }), {
          id: "resp_1",
          object: "response",
          status: "queued",
        }),
        goOn(0, [done("Hi.")]),
      ],
    ],
    [
      "is not asked for as a stream",
      [
        heard(),
        {
          ...goOn(0, []),
          request: asks("GET", "/responses/resp_1", { query: { starting_after: "0" } }),
        },
      ],
    ],
  ])("is nothing to judge where it %s", (_, exchanges) => {
    expect(heads(...exchanges)).toEqual([]);
    expect(judged(...exchanges)).toBe(false);
  });

  it("explains what else is wrong with it", () => {
    const wrongEnd = { type: "response.failed", response: { id: "resp_1", status: "completed" } };
    const more = streamed(goOn(1, []).request, [delta("lo"), done("Hello"), wrongEnd], { from: 2 });
    const lost = streamed(goOn(1, []).request, [delta("lo"), wrongEnd], { from: 5 });
    for (const exchange of [more, lost]) {
      const said = saidOf([heard(delta("He")), exchange], openai, [statusMatchesEvent, resume]);
      const told = said.filter((line) => line.startsWith("must") || line.startsWith("  so"));
      expect(told[0]).toMatch(/^must background\/resume/);
      expect(told.slice(1)).toContain("  so lifecycle/status-matches-event differs 1");
    }
  });

  it("is one finding where a part is lost that was heard before", () => {
    const before = heard(delta("He"), delta("ll"));
    const lost = goOn(1, [delta("o"), done("Hello")], 3);
    const said = saidOf([before, lost], openai, [...stateRules, resume]);
    expect(said.filter((line) => line.startsWith("must") || line.startsWith("  so"))).toEqual([
      "must state/starting-after: event 0 of the replay differs at /sequence_number from the original",
      "  so background/resume lost 1",
    ]);
  });
});
