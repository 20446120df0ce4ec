import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json/json.ts";
import type { WireEvent } from "../wire/types.ts";
import { deltaEvents } from "../protocol/families.ts";
import { applyEvent } from "./apply.ts";
import { locate } from "./location.ts";
import { createStreamState, itemId, itemOf, itemType, partOf, type StreamState } from "./state.ts";

const event = (index: number, type: string, fields: JsonObject = {}): WireEvent => ({
  index,
  type,
  payload: { type, sequence_number: index, ...fields },
  offset: 0,
  length: 0,
  frame: undefined,
  at: undefined,
  unterminated: false,
});

function stateOf(events: [string, JsonObject?][]): StreamState {
  const state = createStreamState();
  for (const [index, [type, fields]] of events.entries())
    applyEvent(state, event(index, type, fields));
  return state;
}

const added = (output_index: number, id: string, type = "message"): [string, JsonObject] => [
  "response.output_item.added",
  { output_index, item: { id, type } },
];
const delta = (output_index: number, content_index: number, text: string): [string, JsonObject] => [
  "response.output_text.delta",
  { output_index, content_index, delta: text },
];

describe("stream state", () => {
  it("keeps what was said last of each steering", () => {
    const steer = (word: string, id?: string): [string, JsonObject] => [
      `response.steer.${word}`,
      { steer: id === undefined ? {} : { id } },
    ];
    const state = stateOf([
      ["response.created", { steer: { id: "steer_0" } }],
      ["xesponse.steer.accepted", { steer: { id: "steer_0" } }],
      steer("accepted", "steer_1"),
      steer("accepted", "steer_2"),
      steer("accepted", "steer_3"),
      steer("pending", "steer_1"),
      steer("failed", "steer_2"),
      steer("another", "steer_3"),
      steer("failed"),
    ]);
    expect([...state.steers]).toEqual([
      ["steer_1", "pending"],
      ["steer_2", "failed"],
      ["steer_3", "accepted"],
      ["", "failed"],
    ]);
  });

  it("keeps the texts of interleaved items and parts apart, in any order", () => {
    const texts: Record<string, string[]> = {
      "0/0": ["a", "b"],
      "0/1": ["c"],
      "1/0": ["d", "", "e"],
      "2/0": ["f", "g"],
    };
    const queue = Object.entries(texts).flatMap(([key, deltas]) => deltas.map(() => key));
    fc.assert(
      fc.property(fc.shuffledSubarray(queue, { minLength: queue.length }), (order) => {
        const left = structuredClone(texts);
        const state = stateOf([
          ...[0, 1, 2].map((index) => added(index, `msg_${index}`)),
          ...order.map((key): [string, JsonObject] => {
            const [item, part] = key.split("/").map(Number);
            return delta(item ?? 0, part ?? 0, left[key]?.shift() ?? "");
          }),
        ]);
        for (const [key, deltas] of Object.entries(texts)) {
          const [item, part] = key.split("/").map(Number);
          const text = state.items.get(item ?? 0)?.texts.get(`output_text:${part}`);
          expect(text).toMatchObject({ text: deltas.join(""), deltas: deltas.length });
        }
      }),
    );
  });

  it("finds the item of an event by output_index, and by item_id where there is none", () => {
    const state = stateOf([added(0, "a"), added(1, "b")]);
    expect(itemOf(state, event(9, "x", { output_index: 1, item_id: "a" }))?.outputIndex).toBe(1);
    expect(itemOf(state, event(9, "x", { item_id: "b" }))?.outputIndex).toBe(1);
    expect(itemOf(state, event(9, "x", { item_id: "c" }))).toBeUndefined();
    expect(itemOf(state, event(9, "x", { output_index: "1" }))).toBeUndefined();
  });

  it("remembers an item that was used but never added", () => {
    const state = stateOf([delta(3, 0, "x")]);
    expect(state.items.get(3)).toMatchObject({ added: undefined, done: undefined });
  });

  it("begins a new item when one is added a second time at the same index", () => {
    const state = stateOf([added(0, "a"), delta(0, 0, "x"), added(0, "b")]);
    const item = state.items.get(0);
    expect(item && itemId(item)).toBe("b");
    expect(item?.texts.size).toBe(0);
  });

  it("begins none for an item that is announced again, nor for one that is finished under another id", () => {
    const state = stateOf([
      added(0, "a"),
      ["response.output_item.done", { output_index: 0, item: { id: "b", type: "message" } }],
      added(0, "a"),
    ]);
    const item = state.items.get(0);
    expect([item?.added?.event.index, item?.done?.event.index]).toEqual([0, 1]);
    expect([...state.byId]).toEqual([
      ["a", item],
      ["b", item],
    ]);
  });

  it("counts items that have no output_index, and knows them by their ids", () => {
    const bare = (type: string, item: JsonObject): [string, JsonObject] => [
      `response.output_item.${type}`,
      { item },
    ];
    const state = stateOf([
      bare("added", { id: "a" }),
      bare("added", { id: "b" }),
      bare("done", { id: "a" }),
      bare("added", { type: "message" }),
    ]);
    expect([...state.items.keys()]).toEqual([0, 1, 2]);
    expect(state.items.get(0)?.done?.event.index).toBe(2);
    expect([...state.byId.keys()]).toEqual(["a", "b"]);
  });

  it("has no place for what says not where it belongs", () => {
    const state = stateOf([
      added(0, "a"),
      ["response.output_text.delta", { delta: "x" }],
      ["response.content_part.added", { output_index: 0, part: { type: "output_text" } }],
      ["response.content_part.added", { output_index: 5, part: { type: "output_text" } }],
    ]);
    expect(state.items.size).toBe(1);
    expect(state.items.get(0)?.parts.size).toBe(0);
    const text = event(9, "response.output_text.done", { output_index: 7 });
    expect(locate(state, text).text).toBeUndefined();
    const part = event(9, "response.content_part.done", { output_index: 7, content_index: 0 });
    expect(partOf(state, part)).toBeUndefined();
  });

  it("knows an item that was only finished by what it was finished as, and one never announced by nothing", () => {
    const state = stateOf([
      delta(0, 0, "x"),
      ["response.output_item.done", { output_index: 1, item: { id: "b", type: "message" } }],
    ]);
    const told = [...state.items.values()].map((item) => [itemId(item), itemType(item)]);
    expect(told).toEqual([
      [undefined, undefined],
      ["b", "message"],
    ]);
  });

  it("keeps the first end of a text, and adds nothing for a delta that is none", () => {
    const state = stateOf([
      added(0, "a"),
      delta(0, 0, "x"),
      ["response.output_text.delta", { output_index: 0, content_index: 0, delta: null }],
      ["response.output_text.done", { output_index: 0, content_index: 0, text: "x" }],
      ["response.output_text.done", { output_index: 0, content_index: 0, text: "y" }],
    ]);
    const text = state.items.get(0)?.texts.get("output_text:0");
    expect(text).toMatchObject({ text: "x", deltas: 2, done: { value: "x" } });
    expect(text?.done?.event.index).toBe(3);
  });

  it("keeps added and done of items, parts and texts", () => {
    const state = stateOf([
      added(0, "rs", "reasoning"),
      [
        "response.reasoning_summary_part.added",
        { output_index: 0, summary_index: 1, part: { type: "summary_text", text: "" } },
      ],
      ["response.reasoning_summary_text.delta", { output_index: 0, summary_index: 1, delta: "x" }],
      ["response.reasoning_summary_text.done", { output_index: 0, summary_index: 1, text: "x" }],
      [
        "response.reasoning_summary_part.done",
        { output_index: 0, summary_index: 1, part: { type: "summary_text", text: "x" } },
      ],
      ["response.output_item.done", { output_index: 0, item: { id: "rs", type: "reasoning" } }],
    ]);
    const item = state.items.get(0);
    expect(item?.done?.event.index).toBe(5);
    expect(item && itemType(item)).toBe("reasoning");
    const part = partOf(
      state,
      event(9, "response.reasoning_summary_part.done", { output_index: 0, summary_index: 1 }),
    );
    expect([part?.added?.event.index, part?.done?.event.index]).toEqual([1, 4]);
    const done = event(9, "response.reasoning_summary_text.done", {
      output_index: 0,
      summary_index: 1,
    });
    expect(locate(state, done).text).toMatchObject({ text: "x", deltas: 1, done: { value: "x" } });
  });

  it("keeps the first and the last deltas as evidence, not all of them", () => {
    const state = stateOf([
      added(0, "a"),
      ...["1", "2", "3", "4"].map((text) => delta(0, 0, text)),
    ]);
    const text = state.items.get(0)?.texts.get("output_text:0");
    expect([...(text?.first ?? []), text?.last].map((e) => e?.index)).toEqual([1, 2, 4]);
  });

  it("tells a resumed stream from one whose first event is only wrong", () => {
    const late = event(5, "response.output_text.delta");
    const resumed = createStreamState({ offline: true });
    applyEvent(resumed, late);
    expect(resumed.resumed).toBe(true);
    // Live it is known whether starting_after was sent: there the beginning is missing.
    const live = createStreamState();
    applyEvent(live, late);
    expect(live.resumed).toBe(false);
    expect(stateOf([["response.in_progress"]]).resumed).toBe(false);
    expect(stateOf([["response.created"], ["response.in_progress"]]).resumed).toBe(false);
  });

  it("knows the snapshots, the end, and a failure", () => {
    const state = stateOf([
      ["response.created", { response: { id: "r", status: "in_progress" } }],
      ["error", { error: {} }],
      ["response.failed", { response: { id: "r", status: "failed" } }],
    ]);
    expect(state.created?.event.index).toBe(0);
    expect(state.latest?.event.index).toBe(2);
    expect(state.terminal?.event.type).toBe("response.failed");
    expect([state.failing, state.error?.index]).toEqual([true, 1]);
    expect(stateOf([["response.in_progress", { response: { status: "cancelled" } }]]).failing).toBe(
      true,
    );
  });

  it("knows a failure by each of the events that tell one", () => {
    for (const type of ["error", "response.failed", "response.cancelled"])
      expect(stateOf([[type]]).failing).toBe(true);
    for (const type of ["response.created", "response.completed", "response.incomplete"])
      expect(stateOf([[type]]).failing).toBe(false);
  });

  it("takes a snapshot only from the events that carry one, and only where it is one", () => {
    const response = { id: "r", status: "cancelled" };
    expect(stateOf([["response.cancelled", { response }]]).latest?.response).toEqual(response);
    expect(stateOf([["response.paused", { response }]]).latest).toBeUndefined();
    expect(stateOf([["response.created", { response: "r" }]]).created).toBeUndefined();
  });

  it("takes payloads of any shape", () => {
    const types = [
      ...deltaEvents,
      ...deltaEvents.map((type) => type.replace(/delta$/, "done")),
      "response.created",
      "response.output_item.added",
    ];
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...types, "response.output_item.done", "response.content_part.added"),
            fc.dictionary(
              fc.constantFrom(
                "output_index",
                "content_index",
                "item",
                "part",
                "response",
                "delta",
                "item_id",
              ),
              fc.jsonValue(),
            ),
          ),
        ),
        (events) => {
          expect(stateOf(events as [string, JsonObject][]).events).toBe(events.length);
        },
      ),
    );
  });
});
