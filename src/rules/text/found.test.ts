import { describe, expect, it } from "vitest";
import { found } from "../../../test/support/found.ts";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import type { JsonObject } from "../../json/json.ts";
import {
  chain,
  drop,
  duplicate,
  insertAfter,
  onEvents,
  patch,
  patchAll,
  type TapeEdit,
} from "../../tape/edits.ts";
import { renumber } from "../../tape/events.ts";

/** Leaves out all events whose type matches. */
const without = (types: RegExp): TapeEdit =>
  onEvents((events) =>
    renumber(
      events.filter(({ payload }) => payload === "[DONE]" || !types.test(String(payload["type"]))),
    ),
  );

const shell = "response.shell_call_output_content";
const printed = (stdout: string): JsonObject => ({
  stdout,
  stderr: "",
  outcome: { type: "exit", exit_code: 0 },
});
const second = (event: string, rest: JsonObject): JsonObject => ({
  type: `${shell}.${event}`,
  output_index: 2,
  item_id: "sho_1",
  command_index: 1,
  ...rest,
});

describe("a stream on which no rule has anything to say", () => {
  it.each<[string, string, TapeEdit]>([
    [
      "two commands print in turn",
      "hosted",
      chain(
        insertAfter(`${shell}.delta`, 0, second("delta", { delta: { stdout: "there" } })),
        insertAfter(`${shell}.done`, 0, second("done", { output: [printed("there")] })),
      ),
    ],
    [
      "each command is done with the output of all",
      "hosted",
      patch(`${shell}.done`, 0, "/output", [printed("total 0\n"), printed("there")]),
    ],
    [
      "what a command printed is done in two pieces",
      "hosted",
      patch(`${shell}.done`, 0, "/output", [printed("total "), printed("0\n")]),
    ],
    [
      "an empty text is left out of the finished item",
      "empty-text",
      chain(
        patch("response.output_item.done", 0, "/item/content", []),
        patch("response.completed", 0, "/response/output/0/content", []),
      ),
    ],
    [
      "an empty text stands in the finished item only",
      "empty-text",
      without(/\.(content_part|output_text)\./),
    ],
    [
      "an empty delta has no log probabilities",
      "logprobs",
      insertAfter("response.output_text.delta", 0, {
        type: "response.output_text.delta",
        output_index: 0,
        item_id: "msg_1",
        content_index: 0,
        delta: "",
        logprobs: [],
      }),
    ],
  ])("%s", async (_, tape, edit) => {
    expect(await found("openai", tape, edit)).toEqual([]);
  });
});

describe("all that is said of a stream with one thing wrong", () => {
  it.each<[string, string, TapeEdit, string[]]>([
    [
      "the item that prints is never added",
      "hosted",
      drop("response.output_item.added", 2),
      ["item/added-before-use not-added at 17 x3", "item/added-done-pairing not-added at 20"],
    ],
    [
      "a piece of what was printed is another item's",
      "hosted",
      patch(`${shell}.delta`, 1, "/output_index", 1),
      ["item/index-sound elsewhere at 19 so text/shell-output differs x1"],
    ],
    [
      "what was printed is done without output",
      "hosted",
      patch(`${shell}.done`, 0, "/output", undefined),
      ["schema/event invalid at 20"],
    ],
    [
      "what was printed is done without stderr",
      "hosted",
      patch(`${shell}.done`, 0, "/output/0/stderr", undefined),
      ["schema/event invalid at 20"],
    ],
    [
      "an annotation is of an item that there is not",
      "annotations",
      patch("response.output_text.annotation.added", 1, "/output_index", 7),
      ["item/index-sound elsewhere at 7 so text/annotations count x1"],
    ],
    [
      "an annotation has no content_index",
      "annotations",
      patch("response.output_text.annotation.added", 1, "/content_index", undefined),
      ["text/annotations count at 9", "schema/event invalid at 7"],
    ],
    [
      "an annotation has no number",
      "annotations",
      patch("response.output_text.annotation.added", 1, "/annotation_index", undefined),
      ["text/annotations count at 9", "schema/event invalid at 7"],
    ],
    [
      "a part is done without a text",
      "text",
      patch("response.content_part.done", 0, "/part/text", undefined),
      ["schema/item invalid at 10"],
    ],
    [
      "a text is done without one",
      "text",
      patch("response.output_text.done", 0, "/text", undefined),
      ["schema/event invalid at 9"],
    ],
    [
      "a delta is lost to another part, and the text is never done",
      "text",
      chain(
        drop("response.output_text.done"),
        patch("response.output_text.delta", 1, "/content_index", 1),
      ),
      [
        "part/index-sound no-such-part at 5 so text/done-equals-part differs x1 so text/part-equals-item missing x1 so part/pairing text-not-done x1",
      ],
    ],
    [
      "the finished item has another id and another text",
      "text",
      chain(
        patch("response.output_item.done", 0, "/item/id", "msg_9"),
        patch("response.output_item.done", 0, "/item/content/0/text", "It rains."),
      ),
      [
        "item/id-stable changed at 11",
        "text/part-equals-item differs at 11",
        "item/done-equals-output differs at 12",
      ],
    ],
    [
      "the finished item has a part of the server's own",
      "text",
      patch("response.output_item.done", 0, "/item/content/1", {
        type: "acme:note",
        text: "Not streamed.",
      }),
      ["item/done-equals-output differs at 12"],
    ],
    [
      "the finished message has a part of raw reasoning",
      "text",
      patch("response.output_item.done", 0, "/item/content/1", {
        type: "reasoning_text",
        text: "Hm.",
      }),
      ["item/done-equals-output differs at 12"],
    ],
    [
      "a part is added, and that is all",
      "text",
      without(/\.(output_text\.\w+|content_part\.done)$/),
      ["part/pairing part-not-done at 4"],
    ],
    [
      "a text of a message streams into reasoning",
      "summary-one",
      insertAfter("response.reasoning_summary_part.done", 0, {
        type: "response.output_text.delta",
        output_index: 0,
        item_id: "rs_1",
        content_index: 0,
        delta: "x",
        logprobs: [],
      }),
      ["part/added-before-delta not-added at 8", "part/kind-matches item at 8"],
    ],
    [
      "the code is never done, and the response is completed twice",
      "hosted",
      chain(drop("response.code_interpreter_call_code.done"), duplicate("response.completed")),
      ["text/deltas-equal-done not-done at 9", "lifecycle/terminal-present another at 29"],
    ],
    [
      "the code is never done, and neither is its item",
      "hosted",
      chain(drop("response.code_interpreter_call_code.done"), drop("response.output_item.done")),
      ["item/added-done-pairing not-done at 27"],
    ],
    [
      "a delta with its log probabilities is lost",
      "logprobs",
      drop("response.output_text.delta", 1),
      ["text/deltas-equal-done differs at 6 so text/logprobs differs x1"],
    ],
    [
      "texts with wrong log probabilities do not say which part they are of",
      "logprobs",
      chain(
        patchAll("response.output_text.delta", "/content_index", undefined),
        patch("response.output_text.done", 0, "/content_index", undefined),
        patch("response.output_text.done", 0, "/logprobs/1/logprob", -7),
      ),
      ["schema/event left-out at 4 x3"],
    ],
    [
      "a content part is done as a summary, with a text of its own",
      "summary",
      insertAfter("response.reasoning_summary_part.done", 0, {
        type: "response.content_part.done",
        output_index: 0,
        item_id: "rs_1",
        content_index: 0,
        part: { type: "summary_text", text: "Other." },
      }),
      ["part/pairing not-added at 8"],
    ],
    [
      "a delta is none",
      "text",
      patch("response.output_text.delta", 1, "/delta", null),
      ["schema/event invalid at 5", "text/deltas-equal-done differs at 9"],
    ],
  ])("%s", async (_, tape, edit, expected) => {
    expect(await found("openai", tape, edit)).toEqual(expected);
  });
});

it("a delta that is none is not taken for one of whole characters", async () => {
  const edit = patch("response.output_text.delta", 1, "/delta", null);
  const { exercised } = judgeTape(edit(await goodTape("text")), await judging("openai"));
  expect(exercised["text/no-lone-surrogate"]).toBe(4);
});
