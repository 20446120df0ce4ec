import { describe, expect, it } from "vitest";
import { found } from "../../../test/support/found.ts";
import type { ItemState, PartState } from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";
import { begunParts } from "./part-event.ts";
import {
  chain,
  drop,
  duplicate,
  insertAfter,
  patch,
  patchAll,
  type TapeEdit,
} from "../../tape/edits.ts";

describe("all that is said of a stream with one thing wrong", () => {
  it.each<[string, string, TapeEdit, string[]]>([
    [
      "an annotation comes for an item that was never added",
      "annotations",
      drop("response.output_item.added"),
      ["item/added-before-use not-added at 2 x7"],
    ],
    [
      "an annotation does not say which part it is for",
      "annotations",
      patch("response.output_text.annotation.added", 0, "/content_index", undefined),
      ["text/annotations order at 7", "text/annotations count at 9", "schema/event invalid at 6"],
    ],
    [
      "the first of two parts is added to another item",
      "two-parts",
      patch("response.content_part.added", 0, "/output_index", 7),
      [
        "item/index-sound elsewhere at 3 so part/added-before-delta not-added x3 so part/index-sound gap x1",
      ],
    ],
    [
      "a part is added without its index",
      "text",
      patch("response.content_part.added", 0, "/content_index", undefined),
      ["part/added-before-delta not-added at 4 x6", "schema/event invalid at 3"],
    ],
    [
      "deltas without index stream into a part that was never added",
      "text",
      chain(
        drop("response.content_part.added"),
        patchAll("response.output_text.delta", "/content_index", undefined),
      ),
      ["part/added-before-delta not-added at 3 x6", "schema/event invalid at 3 x5"],
    ],
    [
      "a part of another type is added with text",
      "text",
      patch("response.content_part.added", 0, "/part", { type: "acme:text", text: "The wea" }),
      [
        "part/starts-empty filled at 3",
        "part/kind-matches part at 4 x6",
        "part/kind-matches changed at 10",
      ],
    ],
    [
      "a part is added without saying what it is",
      "text",
      patch("response.content_part.added", 0, "/part", undefined),
      ["part/added-before-delta not-added at 4 x6", "schema/event invalid at 3"],
    ],
    [
      "a refusal is added at the index of a text",
      "text",
      chain(
        insertAfter("response.output_text.delta", 4, {
          type: "response.refusal.delta",
          output_index: 0,
          item_id: "msg_1",
          content_index: 0,
          delta: "No",
        }),
        insertAfter("response.output_text.delta", 4, {
          type: "response.content_part.added",
          output_index: 0,
          item_id: "msg_1",
          content_index: 0,
          part: { type: "refusal", refusal: "" },
        }),
      ),
      [
        "part/index-sound reused at 9 so part/kind-matches part x1 so text/part-equals-item missing x1",
      ],
    ],
    [
      "a part that was never added is done twice",
      "text",
      chain(drop("response.content_part.added"), duplicate("response.content_part.done")),
      ["part/added-before-delta not-added at 3 x6", "part/pairing done-twice at 10"],
    ],
    [
      "a part is added without its type",
      "text",
      patch("response.content_part.added", 0, "/part/type", undefined),
      ["schema/event invalid at 3"],
    ],
    [
      "a part is done for an item that was never added",
      "empty-text",
      chain(
        drop("response.output_item.added"),
        drop("response.content_part.added"),
        drop("response.output_text.done"),
      ),
      ["item/added-before-use not-added at 2"],
    ],
    [
      "a part is done without its index",
      "text",
      patch("response.content_part.done", 0, "/content_index", undefined),
      ["part/pairing part-not-done at 11", "schema/event invalid at 10"],
    ],
    [
      "a text is never done, and the response is completed twice",
      "text",
      chain(drop("response.output_text.done"), duplicate("response.completed")),
      ["part/pairing text-not-done at 9", "lifecycle/terminal-present another at 12"],
    ],
    [
      "raw reasoning streams beside a summary, without a part",
      "summary-one",
      insertAfter("response.reasoning_summary_part.done", 0, {
        type: "response.reasoning_text.delta",
        output_index: 0,
        item_id: "rs_1",
        content_index: 0,
        delta: "x",
      }),
      [
        "part/added-before-delta not-added at 8",
        "text/part-equals-item missing at 9",
        "part/pairing never-done at 9",
      ],
    ],
    [
      "an item has the type of something that every object has",
      "text",
      patch("response.output_item.added", 0, "/item/type", "constructor"),
      [
        "item/extension-prefix unknown at 2",
        "part/kind-matches item at 4 x6",
        "item/type-stable changed at 11",
      ],
    ],
  ])("%s", async (_, tape, edit, expected) => {
    expect(await found("openai", tape, edit)).toEqual(expected);
  });
});

it("the first parts of one container that were begun are five at most", () => {
  const begun = { event: undefined as unknown as WireEvent, part: {} };
  const part = (
    container: "content" | "summary",
    index: number,
    added?: typeof begun,
  ): [string, PartState] => [`${container}:${index}`, { container, index, added, done: undefined }];
  const places = (...parts: [string, PartState][]) => {
    const item = {
      outputIndex: 0,
      added: begun,
      done: undefined,
      texts: new Map(),
      parts: new Map(parts),
    };
    return begunParts(item as unknown as ItemState, "content").map(({ index }) => index);
  };
  expect(places(part("summary", 0, begun), part("content", 1), part("content", 2, begun))).toEqual([
    2,
  ]);
  expect(places(...[3, 4, 5, 6, 7, 8, 9].map((index) => part("content", index, begun)))).toEqual([
    3, 4, 5, 6, 7,
  ]);
});
