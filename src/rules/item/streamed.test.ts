// What the rules on streamed items leave alone, and where they look twice.
import { describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { evaluates, moreItem, restFrom, says, without } from "../../../test/support/one-rule.ts";
import type { JsonObject } from "../../json/json.ts";
import {
  chain,
  duplicate,
  drop,
  insertAfter,
  moveBefore,
  patch,
  patchAll,
  type TapeEdit,
} from "../../tape/edits.ts";
import addedBeforeUse from "./added-before-use.ts";
import addedDonePairing from "./added-done-pairing.ts";
import idStable from "./id-stable.ts";
import idUnique from "./id-unique.ts";
import indexSound from "./index-sound.ts";
import itemPhases from "./phases.ts";

const added = "response.output_item.added";
const done = "response.output_item.done";
const delta = "response.output_text.delta";
const item = (type: string, fields: JsonObject = {}): JsonObject => ({
  id: "x_1",
  type,
  ...fields,
});

describe("item/added-before-use", () => {
  const lost = (fields: JsonObject): JsonObject => ({
    type: delta,
    content_index: 0,
    delta: "x",
    ...fields,
  });
  it.each<[string, TapeEdit, string]>([
    [
      "by index",
      insertAfter(done, 0, lost({ output_index: 7 })),
      "event 9 /output_index: no item with output_index 7 and id nothing is open",
    ],
    [
      "by id",
      insertAfter(done, 1, lost({ item_id: "z" })),
      'event 14 /item_id: no item with output_index (none) and id "z" is open',
    ],
    [
      "by both",
      insertAfter(done, 1, lost({ output_index: 1, item_id: "z" })),
      'event 14 /item_id: no item with output_index 1 and id "z" is open (see 13)',
    ],
  ])("misses an item that is named %s", async (_, edit, said) => {
    expect(await says(addedBeforeUse, "openai", "parallel", edit)).toEqual([
      `must ${delta} names an item that no output_item.added has added | ${said}`,
    ]);
  });
});

describe("item/added-done-pairing", () => {
  const nameless = { id: "x_1" };
  const doneLater: TapeEdit = insertAfter(done, 0, { type: done, output_index: 5, item: nameless });

  it.each<[string, string, TapeEdit, string[]]>([
    [
      "an announcement without type, repeated",
      "text",
      chain(moreItem(nameless, nameless), duplicate(added, 1)),
      ["must item 1 (no type) was added a second time | event 13: a second one (see 12)"],
    ],
    [
      "an end without type or beginning",
      "text",
      doneLater,
      [
        "must output_item.done was sent for an item (no type) that was not added | event 12: nothing",
      ],
    ],
    [
      "a beginning without type or end",
      "text",
      moreItem(nameless, undefined),
      [
        "must item 1 (no type) was added, but its output_item.done was not sent | event 13: nothing (see 12)",
      ],
    ],
    [
      "an end at another index",
      "text",
      patch(done, 0, "/output_index", 5),
      [
        "must item 0 (message) was added, but its output_item.done was not sent | event 12: nothing (see 2)",
      ],
    ],
    ["an end without id", "text", patch(done, 0, "/item/id", undefined), []],
    [
      "an announcement without index, repeated",
      "parallel",
      chain(duplicate(added, 1), patch(added, 2, "/output_index", undefined)),
      [],
    ],
    ["an end without index", "text", patch(done, 0, "/output_index", undefined), []],
    [
      "an end without item, after another",
      "text",
      chain(duplicate(done), patch(done, 1, "/item", undefined)),
      [],
    ],
    ["an end of what began before the recording", "text", restFrom(delta, 2), []],
  ])("judges %s", async (_, tape, edit, said) => {
    expect(await says(addedDonePairing, "openai", tape, edit)).toEqual(said);
  });

  it("lets a listing of tools stay open in OpenAI's dialect alone", async () => {
    const open = drop(done, 3);
    expect(await says(addedDonePairing, "openai", "phases", open)).toEqual([]);
    expect(await says(addedDonePairing, "openresponses", "phases", open)).toEqual([
      "must item 3 (mcp_list_tools) was added, but its output_item.done was not sent | event 36: nothing (see 19)",
    ]);
  });

  it("evaluates ends that say which item they are of", async () => {
    expect(await evaluates(addedDonePairing, "text", (tape) => tape)).toBe(2);
    expect(
      await evaluates(addedDonePairing, "text", patch(done, 0, "/output_index", undefined)),
    ).toBe(1);
    expect(await evaluates(addedDonePairing, "text", patch(done, 0, "/item", undefined))).toBe(1);
    expect(await evaluates(addedDonePairing, "text", restFrom(delta))).toBe(1);
  });
});

describe("item/id-unique", () => {
  it.each<[string, string, TapeEdit, string[], number]>([
    ["ids that are missing", "parallel", without("id", "item_id"), [], 0],
    ["ids that are empty", "parallel", patchAll(added, "/item/id", ""), [], 0],
    [
      "an announcement that is repeated without index",
      "parallel",
      chain(duplicate(added, 1), patch(added, 2, "/output_index", undefined)),
      [],
      3,
    ],
    [
      "the id of an item that was only done",
      "parallel",
      chain(drop(added), patch(added, 1, "/item/id", "msg_1")),
      ["must items 0 and 2 have the same id msg_1 | event 13 /item/id: msg_1 (see 7)"],
      2,
    ],
  ])("judges %s", async (_, tape, edit, said, times) => {
    expect(await says(idUnique, "openai", tape, edit)).toEqual(said);
    expect(await evaluates(idUnique, tape, edit)).toBe(times);
  });
});

describe("item/id-stable", () => {
  it.each<[string, string, TapeEdit, string[]]>([
    [
      "an empty id that is filled later",
      "text",
      patch(added, 0, "/item/id", ""),
      ['must the id of item 0 in response.output_item.added is empty | event 2 /item/id: ""'],
    ],
    [
      "two ends that change places",
      "interleaved",
      chain(patch(done, 1, "/output_index", 2), patch(done, 2, "/output_index", 1)),
      [],
    ],
    [
      "another id of an item that was only done",
      "text",
      chain(drop(added), patch("response.completed", 0, "/response/output/0/id", "msg_9")),
      [
        'must the id of item 0 in response.completed differs from its output_item.added | event 11 /response/output/0/id: "msg_9" (see 10)',
      ],
    ],
  ])("judges %s", async (_, tape, edit, said) => {
    expect(await says(idStable, "openai", tape, edit)).toEqual(said);
  });

  it("evaluates events that name their item by id and place", async () => {
    expect(await evaluates(idStable, "empty-text", (tape) => tape)).toBe(6);
    expect(await evaluates(idStable, "empty-text", patch(added, 0, "/item/id", undefined))).toBe(1);
    expect(
      await evaluates(
        idStable,
        "empty-text",
        patch("response.content_part.done", 0, "/output_index", 4),
      ),
    ).toBe(5);
  });
});

describe("item/index-sound", () => {
  const only = (n: number): TapeEdit => restFrom(added, n);
  it.each<[string, string, TapeEdit, string[]]>([
    ["a recording that began late", "parallel", only(2), []],
    [
      "items that are announced in another order",
      "interleaved",
      moveBefore(added, 2, added, 0),
      [],
    ],
    ["an end without output_index", "text", patch(done, 0, "/output_index", undefined), []],
    [
      "new ids in another order",
      "parallel",
      patch("response.completed", 0, "/response/output", [
        item("function_call"),
        item("function_call", { id: "x_2" }),
        item("message", { id: "x_3" }),
      ]),
      [],
    ],
    [
      "a delta with the id of an item that was only done",
      "parallel",
      chain(drop(added), patch("response.function_call_arguments.delta", 0, "/item_id", "msg_1")),
      [
        "must response.function_call_arguments.delta has output_index 1, but its item_id is the id of item 0 | event 9 /output_index: 1",
      ],
    ],
    [
      "a gap before an item that was only done",
      "text",
      chain(moreItem(undefined, item("x")), patch(done, 1, "/output_index", 3)),
      [
        "must an item has output_index 3, but no item has output_index 1 | event 12 /output_index: 3",
      ],
    ],
    [
      "the place of an item that was only done",
      "parallel",
      chain(
        drop(added, 1),
        patch("response.completed", 0, "/response/output", [
          item("function_call", { id: "fc_1" }),
          item("message", { id: "msg_1" }),
        ]),
      ),
      [
        "must the items of the final output are not in the order of the streamed items | event 19 /response/output/0: item 1 (function_call) at position 0, item 0 (message) at position 1",
      ],
    ],
  ])("judges %s", async (_, tape, edit, said) => {
    expect(await says(indexSound, "openai", tape, edit)).toEqual(said);
  });

  it("evaluates what has an output_index", async () => {
    expect(await evaluates(indexSound, "text", (tape) => tape)).toBe(7);
    expect(await evaluates(indexSound, "text", without("output_index"))).toBe(1);
  });
});

describe("item/phases", () => {
  it("asks for the phases that the revision has", async () => {
    const { dialect, schemas } = await judging("openai");
    const tape = drop("response.file_search_call.searching")(await goodTape("phases"));
    const found = (revision: string): number =>
      judgeTape(tape, { dialect: { ...dialect, revision }, schemas }, { rules: [itemPhases] })
        .findings.length;
    expect([found("2026-08-21"), found("2026-08-20")]).toEqual([1, 0]);
  });

  const phase = (tool: string, name: string, output_index: number): JsonObject => ({
    type: `response.${tool}.${name}`,
    output_index,
  });
  const search = (end: JsonObject, ...names: string[]): TapeEdit =>
    names.reduceRight<TapeEdit>(
      (edit, name) => chain(edit, insertAfter(added, 1, phase("web_search_call", name, 1))),
      moreItem(item("web_search_call"), item("web_search_call", end)),
    );

  it.each<[string, string, TapeEdit, string[]]>([
    [
      "a listing of tools that failed",
      "phases",
      patch("response.mcp_list_tools.completed", 0, "/type", "response.mcp_list_tools.failed"),
      [],
    ],
    ["a search that failed", "text", search({}, "in_progress", "failed"), []],
    [
      "a search with an error",
      "text",
      search({ error: { code: "x" } }, "in_progress", "completed"),
      [],
    ],
    [
      "a search without error",
      "text",
      search({ error: null }, "in_progress", "completed"),
      [
        "should a web_search_call is done, but its searching phase was not sent | event 15: in_progress, completed",
      ],
    ],
    [
      "a search of Azure's, done while it searches",
      "text",
      search({ status: "searching" }, "in_progress", "searching"),
      [],
    ],
    [
      "a partial image that is not numbered",
      "phases",
      patch("response.image_generation_call.partial_image", 0, "/partial_image_index", undefined),
      [],
    ],
    [
      "an item named like what every object has",
      "text",
      moreItem(item("constructor"), item("constructor")),
      [],
    ],
    [
      "phases after the end",
      "phases",
      insertAfter(done, 0, phase("web_search_call", "in_progress", 0)),
      [],
    ],
    ["a recording that began late", "phases", restFrom("response.web_search_call.searching"), []],
    ["an item that was never announced", "phases", drop(added, 0), []],
    [
      "phases without index, beside another item",
      "phases",
      chain(
        insertAfter(added, 1, { type: "response.web_search_call.completed" }),
        insertAfter("response.web_search_call.completed", 1, {
          type: "response.web_search_call.searching",
        }),
      ),
      [],
    ],
  ])("judges %s", async (_, tape, edit, said) => {
    expect(await says(itemPhases, "openai", tape, edit)).toEqual(said);
  });

  it("evaluates what belongs to an open item", async () => {
    const times = (edit: TapeEdit): Promise<number> => evaluates(itemPhases, "phases", edit);
    const all = await times((tape) => tape);
    expect(all).toBe(20);
    expect(await times(insertAfter(done, 0, phase("web_search_call", "in_progress", 0)))).toBe(all);
    expect(await times(insertAfter(done, 0, phase("web_search_call", "in_progress", 9)))).toBe(all);
    expect(await times(drop(added, 0))).toBe(all - 4);
    expect(await times(restFrom("response.web_search_call.searching"))).toBe(0);
  });
});
