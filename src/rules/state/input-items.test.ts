import { beforeAll, describe, expect, it } from "vitest";
import {
  answered,
  asks,
  creates,
  exercisedBy,
  headless,
  saidOf,
} from "../../../test/support/exchanges.ts";
import { judging } from "../../../test/support/judge.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import type { TapeExchange } from "../../tape/tape.ts";
import inputItems from "./input-items.ts";
import notFound from "./not-found.ts";

let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

const ask = (input: Json | undefined, more: JsonObject = {}): TapeExchange =>
  answered(creates({ input, ...more }), { id: "resp_1", object: "response", status: "completed" });
const listOf = (items: Json[], more: JsonObject = {}): JsonObject => {
  const data = items.map((item, at) =>
    typeof item === "object" ? { id: `msg_${at}`, ...item } : item,
  );
  return { data, first_id: "msg_0", last_id: `msg_${items.length - 1}`, ...more };
};
const list = (body: Json, query = {}, status = 200): TapeExchange =>
  answered(asks("GET", "/responses/resp_1/input_items", { query }), body, status);
const user = (text: string): JsonObject => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});
const says = (...exchanges: TapeExchange[]): string[] => saidOf(exchanges, openai, [inputItems]);
const judged = (...exchanges: TapeExchange[]): boolean =>
  exercisedBy(exchanges, openai, [inputItems])["state/input-items"] === 1;
const asked = { order: "asc" };

describe("a list of input items", () => {
  it.each<[string, Json, JsonObject[]]>([
    ["a text", "Hi.", [user("Hi.")]],
    ["a message without type", [{ role: "user", content: "Hi." }], [user("Hi.")]],
    [
      "a text in two parts",
      [user("Hi.")],
      [{ ...user(""), content: [{ text: "H" }, { text: "i." }] }],
    ],
    [
      "a picture",
      [{ role: "user", content: [{ type: "input_image", image_url: "x" }, { text: "Hi." }] }],
      [{ ...user(""), content: [{ type: "input_image", file_id: "y" }, { text: "Hi." }] }],
    ],
    [
      "the output of a call",
      [{ type: "function_call_output", call_id: "call_1", output: "5" }],
      [{ type: "function_call_output", call_id: "call_1", output: [{ text: "5" }] }],
    ],
    ["reasoning", [{ type: "reasoning", summary: [] }], [{ type: "reasoning", content: null }]],
  ])("holds %s", (_, input, items) => {
    expect(says(ask(input), list(listOf(items), asked))).toEqual([]);
    expect(judged(ask(input), list(listOf(items), asked))).toBe(true);
  });

  it.each<[string, Json, JsonObject]>([
    ["another text", "Hi.", user("Ho.")],
    ["another role", "Hi.", { ...user("Hi."), role: "assistant" }],
    ["no role", "Hi.", { type: "message", content: "Hi." }],
    ["another type", [user("Hi.")], { ...user("Hi."), type: "note" }],
    [
      "the output of another call",
      [{ type: "function_call_output", call_id: "call_1" }],
      { type: "function_call_output", call_id: "call_2" },
    ],
  ])("is wrong to hold %s", (_, input, item) => {
    expect(says(ask(input), list(listOf([item]), asked))[0]).toBe(
      "must state/input-items: the list does not have the input that was sent",
    );
  });

  it("says what it should hold", () => {
    expect(says(ask("Hi."), list(listOf([user("Ho."), { type: "reasoning" }])))).toEqual([
      "must state/input-items: the list does not have the input that was sent",
      "  pointer /data",
      '  expected ["message user Hi."]',
      '  actual ["message user Ho.","reasoning  "]',
    ]);
  });

  it("is in the order that was asked for, if one was", () => {
    const both = ask([user("First."), user("Second.")]);
    const wrong = (order: string): string[] =>
      says(both, list(listOf([user("First."), user("Second.")]), { order })).slice(0, 2);
    expect(wrong("asc")).toEqual([]);
    expect(wrong("desc")).toEqual([
      "must state/input-items: the items are not in desc order",
      '  args {"order":"desc"}',
    ]);
    const back = listOf([user("Second."), user("First.")]);
    expect(says(both, list(back, { order: "asc" })).slice(0, 1)).toEqual([
      "must state/input-items: the items are not in asc order",
    ]);
    expect(says(both, list(back, { order: "desc" }))).toEqual([]);
    expect(says(both, list(back))).toEqual([]);
  });

  it.each<[string, TapeExchange]>([
    ["went on from another response", ask("Hi.", { previous_response_id: "resp_0" })],
    ["is of a conversation", ask("Hi.", { conversation: "conv_1" })],
    ["refers to an item", ask([user("Hi."), { type: "item_reference", id: "msg_1" }])],
    ["has no input", ask(undefined)],
    ["is not known", { ...ask("Hi."), request: creates(undefined) }],
  ])("may hold anything where the request %s", (_, before) => {
    expect(says(before, list(listOf([user("Ho.")]), asked))).toEqual([]);
    expect(judged(before, list(listOf([user("Ho.")]), asked))).toBe(true);
  });

  it("may be a page of it", () => {
    const many = Array.from({ length: 21 }, (_, n) => user(`${n}`));
    const both = ask(many.slice(0, 2));
    expect(says(both, list(listOf(many.slice(1, 2)), { after: "msg_0" }))).toEqual([]);
    expect(says(both, list(listOf(many.slice(0, 1)), { limit: "1" }))).toEqual([]);
    expect(says(ask(many), list(listOf(many.slice(0, 20))))).toEqual([]);
    const missing = "must state/input-items: the list does not have the input that was sent";
    expect(says(both, list(listOf(many.slice(0, 1)), { limit: "2" }))[0]).toBe(missing);
    expect(says(both, list(listOf(many.slice(0, 1))))[0]).toBe(missing);
    expect(says(ask(many.slice(0, 20)), list(listOf(many.slice(0, 19))))[0]).toBe(missing);
  });

  it("may be longer than a page where no limit is asked for", () => {
    const all = Array.from({ length: 25 }, (_, at) => user(`${at}`));
    expect(says(ask(all), list(listOf(all)))).toEqual([]);
    expect(judged(ask(all), list(listOf(all)))).toBe(true);
  });

  it("holds no more than was asked for", () => {
    const three = listOf([user("1"), user("2"), user("3")]);
    expect(says(ask("1"), list(three, { limit: "2" }))).toEqual([
      "must state/input-items: the list has more items than its limit",
      "  pointer /data",
      "  expected at most 2 items",
      "  actual 3 items",
    ]);
    expect(says(ask([user("1"), user("2"), user("3")]), list(three, { limit: "3" }))).toEqual([]);
  });

  it("may be empty", () => {
    expect(says(ask([]), list({ data: [], first_id: null, last_id: null }))).toEqual([]);
  });

  it("names its first and its last item", () => {
    const ends = (more: JsonObject): string[] =>
      says(ask([user("1"), user("2")]), list(listOf([user("1"), user("2")], more)));
    expect(ends({ first_id: "msg_1" })).toEqual([
      "must state/input-items: first_id is not the id of the first item of the list",
      "  key first_id",
      '  args {"field":"first_id","which":"first"}',
      "  pointer /first_id",
      '  expected "msg_0"',
      '  actual "msg_1"',
    ]);
    expect(ends({ last_id: null }).slice(1)).toEqual([
      "  key last_id",
      '  args {"field":"last_id","which":"last"}',
      "  pointer /last_id",
      '  expected "msg_1"',
      "  actual null",
    ]);
  });

  it("has objects with ids", () => {
    expect(says(ask([1]), list(listOf([{ id: "msg_0", ...user("1") }, "2"]))).slice(0, 6)).toEqual([
      "must state/input-items: item 1 of the list has no id",
      '  args {"index":1}',
      "  pointer /data/1/id",
      "  expected an id",
      "  actual nothing",
      "must state/input-items: the list does not have the input that was sent",
    ]);
  });

  it.each<[string, TapeExchange]>([
    ["a refusal", list(listOf([user("Ho.")]), {}, 404)],
    ["a redirection", list(listOf([user("Ho.")]), {}, 300)],
    ["no list", list({ data: "none" })],
    ["no object", list("none")],
    ["the response", answered(asks("GET", "/responses/resp_1"), listOf([user("Ho.")]))],
  ])("is not to be seen in %s", (_, answer) => {
    expect(says(ask("Hi."), answer)).toEqual([]);
    expect(judged(ask("Hi."), answer)).toBe(false);
  });

  it("is judged in a recording without heads, and without the request for the response", () => {
    expect(judged(headless(ask("Hi.")), headless(list(listOf([user("Hi.")]))))).toBe(true);
    expect(judged(list(listOf([user("Hi.")])))).toBe(true);
  });
});

describe("a list whose response the recording does not show", () => {
  const both = (...exchanges: TapeExchange[]): string[] =>
    saidOf(exchanges, openai, [inputItems, notFound]).filter((line) => !line.startsWith("  "));
  it("is not that of an unknown id", () => {
    expect(both(list(listOf([user("Hi.")])))).toEqual([]);
  });
  it("is, if it is empty", () => {
    expect(both(list({ data: [] }))).toEqual([
      "must state/not-found: a request for an unknown response id was answered with status 200; expected 404",
    ]);
  });
  it("is judged by itself", () => {
    const items = [{ ...user("Hi."), id: null }];
    expect(both(list({ data: items, first_id: null, last_id: null }))).toEqual([
      "must state/input-items: item 0 of the list has no id",
    ]);
    expect(both(list(listOf([user("Hi.")], { last_id: "msg_9" })))).toEqual([
      "must state/input-items: last_id is not the id of the last item of the list",
    ]);
  });
});
