import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { naming, ownItem, locate } from "./location.ts";
import { families } from "../protocol/families.ts";
import { alignOutput, earlierTexts, indexesOf, streamedItems } from "./output.ts";
import { applyEvent } from "./apply.ts";
import { createStreamState, isResumed, itemId, type StreamState } from "./state.ts";

const event = (type: string, fields: JsonObject = {}, index = 0): WireEvent => ({
  index,
  type,
  payload: { type, ...fields },
  offset: 0,
  length: 0,
  frame: undefined,
  at: undefined,
  unterminated: false,
});

type Step = [type: string, fields?: JsonObject];

function stateOf(steps: Step[]): StreamState {
  const state = createStreamState();
  for (const [index, [type, fields]] of steps.entries())
    applyEvent(state, event(type, fields, index));
  return state;
}

const added = (output_index: number, id: string, type = "message"): Step => [
  "response.output_item.added",
  { output_index, item: { id, type } },
];
const done = (output_index: number, id: string, type = "message", rest: JsonObject = {}): Step => [
  "response.output_item.done",
  { output_index, item: { id, type, ...rest } },
];
const delta = (fields: JsonObject): WireEvent =>
  event("response.output_text.delta", { content_index: 0, delta: "x", ...fields });

const two = () => stateOf([added(0, "a"), added(1, "b")]);

const created = (id: string, sequence_number: number): Step => [
  "response.created",
  { sequence_number, response: { id } },
];
const three = () =>
  stateOf([added(0, "a"), added(1, "b"), added(2, "c"), done(0, "a"), done(1, "b"), done(2, "c")]);
const brief = (state: StreamState, output: Json[]): string => {
  const { pairs, missing, extra } = alignOutput(state, output);
  const pair = pairs.map(
    ({ item, position, sameId }) => `${itemId(item)}${sameId ? "=" : "~"}${position}`,
  );
  return `${pair.join(" ")} | ${missing.map(itemId).join(" ")} | ${extra.join(" ")}`;
};
const items = (...ids: string[]): Json[] => ids.map((id) => ({ id, type: "message" }));

describe("naming", () => {
  it.each<[string, JsonObject, string]>([
    ["index and id agree", { output_index: 1, item_id: "b" }, "known b"],
    ["index alone", { output_index: 1 }, "known b"],
    ["id alone", { item_id: "a" }, "known a"],
    ["an id that no item has", { output_index: 1, item_id: "z" }, "other-id b"],
    ["the id of another item", { output_index: 1, item_id: "a" }, "other-index a"],
    [
      "an index that no item has, with the id of one",
      { output_index: 7, item_id: "a" },
      "other-index a",
    ],
    ["an index that no item has", { output_index: 7 }, "unknown"],
    ["an id that no item has, without index", { item_id: "z" }, "unknown"],
  ])("%s", (_, fields, expected) => {
    const named = naming(two(), delta(fields));
    expect(named && "item" in named ? `${named.kind} ${itemId(named.item)}` : named?.kind).toBe(
      expected,
    );
  });

  it("says nothing of events that name no item", () => {
    expect(naming(two(), event("response.completed"))).toBeUndefined();
    expect(naming(two(), event("response.output_item.done", { output_index: 0 }))).toBeUndefined();
  });

  it("takes an unknown id at a finished item for a new item", () => {
    const state = stateOf([added(0, "a"), done(0, "a")]);
    expect(naming(state, delta({ output_index: 0, item_id: "b" }))?.kind).toBe("unknown");
    expect(naming(state, delta({ output_index: 0, item_id: "a" }))?.kind).toBe("known");
  });

  it("tells items at one index apart by their ids", () => {
    const state = stateOf([added(0, "a"), added(0, "b", "function_call")]);
    for (const id of ["a", "b"])
      expect(itemId(ownItem(state, delta({ output_index: 0, item_id: id })) ?? never())).toBe(id);
  });

  it("knows an item that was finished and never added", () => {
    const state = stateOf([done(0, "a")]);
    expect(naming(state, delta({ output_index: 0 }))).toMatchObject({ kind: "known" });
  });

  it("takes an item whose id is given wrongly for the own one of an event, and another's for nobody's", () => {
    const own = (fields: JsonObject) => ownItem(two(), delta(fields))?.outputIndex;
    expect(own({ output_index: 1, item_id: "z" })).toBe(1);
    expect(own({ output_index: 1, item_id: "a" })).toBeUndefined();
  });

  it("knows items that share an id by their index", () => {
    const state = stateOf([added(0, "a"), added(1, "a")]);
    expect(ownItem(state, delta({ output_index: 1, item_id: "a" }))?.outputIndex).toBe(1);
    expect(ownItem(state, delta({ item_id: "a" }))?.outputIndex).toBe(0);
  });
});

describe("locate", () => {
  const texts = (count: number) =>
    Array.from({ length: count }, (_, content_index) => content_index);

  it("remembers the places of a few texts that stream side by side, and no more", () => {
    const state = stateOf([added(0, "a")]);
    const tell = (content_index: number) =>
      applyEvent(state, delta({ output_index: 0, item_id: "a", content_index }));
    for (const index of texts(20)) tell(index);
    expect(state.locations).toHaveLength(0);
    for (const index of texts(20)) tell(index);
    expect(state.locations.map(({ index }) => index)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it("finds one place for events that say the same, whether they are of a text or not", () => {
    const state = two();
    const part = (output_index: number) =>
      event("response.content_part.added", { output_index, item_id: "a", content_index: 0 });
    expect(locate(state, part(0))).toBe(locate(state, part(0)));
    expect(locate(state, part(1))).not.toBe(locate(state, part(0)));
  });
});

const never = (): never => {
  throw new Error("no item");
};

describe("a stream that is not whole", () => {
  it("begins its items anew with a second response", () => {
    const twice = stateOf([
      created("r", 0),
      added(0, "a"),
      done(0, "a"),
      created("r", 0),
      added(0, "b"),
    ]);
    expect(twice.restarted).toBe(true);
    expect([...twice.items.values()].map(itemId)).toEqual(["b"]);
    expect(twice.byId.has("a")).toBe(false);
    const repeated = stateOf([created("r", 0), added(0, "a"), created("r", 2)]);
    expect(repeated.restarted).toBe(false);
    expect(repeated.items.size).toBe(1);
    expect(stateOf([created("r", 0), added(0, "a"), created("s", 2)]).restarted).toBe(true);
    const goesOn: Step = ["response.in_progress", { sequence_number: 0, response: { id: "s" } }];
    expect(stateOf([created("r", 0), added(0, "a"), goesOn]).restarted).toBe(false);
  });

  it("is known by its first event, before the state has it", () => {
    const state = createStreamState({ offline: true });
    expect(isResumed(state, event("response.output_text.delta", { sequence_number: 7 }))).toBe(
      true,
    );
    expect(isResumed(state, event("response.output_text.delta", { sequence_number: 0 }))).toBe(
      false,
    );
    expect(isResumed(state, event("response.created", { sequence_number: 7 }))).toBe(false);
    const numberless = event("response.output_text.delta");
    expect(isResumed(state, numberless)).toBe(false);
    const whole = createStreamState({ offline: true });
    applyEvent(whole, event("response.created", { sequence_number: 0 }));
    expect(isResumed(whole, event("response.output_text.delta", { sequence_number: 7 }))).toBe(
      false,
    );
    const late = createStreamState({ offline: true });
    applyEvent(late, event("response.output_text.delta", { sequence_number: 7 }));
    expect(isResumed(late, event("response.created", { sequence_number: 0 }))).toBe(true);
    const live = createStreamState();
    expect(isResumed(live, event("response.output_text.delta", { sequence_number: 7 }))).toBe(
      false,
    );
  });
});

describe("alignOutput", () => {
  it.each<[string, Json[], string]>([
    ["the same", items("a", "b", "c"), "a=0 b=1 c=2 |  | "],
    ["another order", items("c", "a", "b"), "a=1 b=2 c=0 |  | "],
    ["one missing", items("a", "c"), "a=0 c=1 | b | "],
    ["one too many", items("a", "b", "c", "d"), "a=0 b=1 c=2 |  | 3"],
    ["fresh ids", items("x", "y", "z"), "a~0 b~1 c~2 |  | "],
    ["one fresh id", items("a", "y", "c"), "a=0 b~1 c=2 |  | "],
    ["one missing and fresh ids", items("x", "y"), "a~0 b~1 | c | "],
    [
      "another type in its place",
      [...items("a", "b"), { id: "q", type: "reasoning" }],
      "a=0 b=1 | c | 2",
    ],
    ["a fresh id in front of one that moved up", items("x", "a"), "a=1 b~0 | c | "],
    [
      "fresh ids, one of them behind another type",
      [...items("x"), { id: "q", type: "reasoning" }, ...items("y", "z")],
      "a~0 b~3 c~2 |  | 1",
    ],
    ["a fresh id behind what is no item", [null, ...items("y")], "b~1 | a c | 0"],
    ["no items at all", [], " | a b c | "],
    ["what is no item", [null, 3, "a"], " | a b c | 0 1 2"],
  ])("%s", (_, output, expected) => {
    expect(brief(three(), output)).toBe(expected);
  });

  it("leaves out items that were used and never announced", () => {
    const state = stateOf([
      ["response.output_text.delta", { output_index: 0, content_index: 0, delta: "x" }],
    ]);
    expect(brief(state, items("a"))).toBe(" |  | ");
    expect(brief(state, items("a", "b"))).toBe(" |  | 1");
  });

  it("does not miss an item that was never finished", () => {
    expect(brief(stateOf([added(0, "a")]), [])).toBe(" |  | ");
    expect(brief(stateOf([added(0, "a")]), items("a", "z"))).toBe("a=0 |  | 1");
  });
});

describe("streamedItems", () => {
  it("are in the order of their indexes, without those that nobody announced", () => {
    const state = stateOf([
      added(2, "c"),
      done(0, "a"),
      ["response.output_text.delta", { output_index: 1, content_index: 0, delta: "x" }],
    ]);
    expect(streamedItems(state).map(itemId)).toEqual(["a", "c"]);
  });
});

describe("indexesOf", () => {
  const place = { output_index: 0, item_id: "a" };
  const part = (content_index: number, type?: string, which = "added"): Step => [
    `response.content_part.${which}`,
    { ...place, content_index, part: type === undefined ? {} : { type } },
  ];
  const indexes = (name: string, itemType: string, steps: Step[]): number[] => {
    const item = stateOf([added(0, "a", itemType), ...steps]).items.get(0) ?? never();
    return indexesOf(item, families.find((family) => family.name === name) ?? never());
  };

  it("are those of texts and of parts, in order", () => {
    const text: Step = ["response.output_text.delta", { ...place, content_index: 1, delta: "x" }];
    const steps = [
      part(2, "output_text"),
      text,
      part(0, "output_text", "done"),
      part(3, "refusal"),
      part(4, undefined, "done"),
    ];
    expect(indexes("output_text", "message", steps)).toEqual([0, 1, 2]);
  });

  it("leave out parts of another container, and parts without a type", () => {
    const steps = [part(1, "summary_text"), part(2), part(3, undefined, "done")];
    expect(indexes("reasoning_summary", "reasoning", steps)).toEqual([]);
    expect(indexes("code", "code_interpreter_call", steps)).toEqual([]);
  });
});

describe("earlierTexts", () => {
  it("has nothing where a text was only done but that, and no text of another kind of item", () => {
    const place = { output_index: 0, item_id: "a", content_index: 0 };
    const text: Step = ["response.output_text.done", { ...place, text: "two" }];
    const bare: Step = ["response.content_part.done", { ...place, part: { type: "output_text" } }];
    const of = (type: string) => [
      ...earlierTexts(stateOf([added(0, "a", type), text, bare]).items.get(0) ?? never()),
    ];
    expect(of("message")).toEqual([["/content/0/text", ["two"]]]);
    expect(of("reasoning")).toEqual([]);
  });

  it("has the texts that stand in the item itself", () => {
    const patch = "response.apply_patch_call_operation_diff";
    const state = stateOf([
      added(0, "a", "apply_patch_call"),
      [`${patch}.delta`, { output_index: 0, item_id: "a", delta: "+on" }],
      [`${patch}.done`, { output_index: 0, item_id: "a", diff: "+one" }],
    ]);
    const item = state.items.get(0) ?? never();
    expect([...earlierTexts(item)]).toEqual([["/operation/diff", ["+on", "+one"]]]);
  });

  it("has each value that the stream gave for a text, by its place in the item", () => {
    const place = { output_index: 0, item_id: "a", content_index: 0 };
    const part = { type: "output_text", text: "three" };
    const state = stateOf([
      added(0, "a"),
      ["response.content_part.added", { ...place, part: { type: "output_text", text: "" } }],
      ["response.output_text.delta", { ...place, delta: "o" }],
      ["response.output_text.delta", { ...place, delta: "ne" }],
      ["response.output_text.done", { ...place, text: "two" }],
      ["response.content_part.done", { ...place, part }],
    ]);
    const item = state.items.get(0) ?? never();
    expect([...earlierTexts(item)]).toEqual([["/content/0/text", ["one", "two", "three"]]]);
  });
});
