// What the rules on fields of items leave alone, and where they look twice.
import { describe, expect, it } from "vitest";
import { evaluates, moreItem, restFrom, says } from "../../../test/support/one-rule.ts";
import type { Json, JsonObject } from "../../json/json.ts";
import {
  chain,
  insertAfter,
  onBody,
  onExchange,
  patch,
  patchAll,
  setAt,
  type TapeEdit,
} from "../../tape/edits.ts";
import extensionPrefix from "./extension-prefix.ts";
import requiredFields from "./required-fields.ts";
import statusProgression from "./status-progression.ts";
import typeStable from "./type-stable.ts";

const added = "response.output_item.added";
const done = "response.output_item.done";
const delta = "response.output_text.delta";
const item = (type: string, fields: JsonObject = {}): JsonObject => ({
  id: "x_1",
  type,
  ...fields,
});
/** Streams one more item of a type, with its status when it is added and when it is done. */
const statuses = (type: string, first: string, last: string, fields: JsonObject = {}): TapeEdit =>
  moreItem(item(type, { ...fields, status: first }), item(type, { ...fields, status: last }));

describe("item/status-progression", () => {
  it.each<[string, string, string, string, JsonObject?]>([
    ["a shell's output is added as completed", "shell_call_output", "completed", "completed"],
    ["an image is done while generating", "image_generation_call", "in_progress", "generating"],
    ["a search is done while searching", "web_search_call", "in_progress", "searching"],
    ["a program's output is added as completed", "program_output", "completed", "completed"],
    ["an MCP call is added as calling", "mcp_call", "calling", "completed"],
    ["a program's call waits", "function_call", "in_progress", "in_progress", { caller: {} }],
  ])("knows of OpenAI that %s, and excuses none else", async (_, type, first, last, fields) => {
    const edit = statuses(type, first, last, fields);
    expect(await says(statusProgression, "openai", "text", edit)).toEqual([]);
    expect(await says(statusProgression, "openresponses", "text", edit)).toHaveLength(1);
    expect(await evaluates(statusProgression, "text", edit)).toBe(4);
  });

  it.each<[string, TapeEdit, number]>([
    ["pro mode", patchAll("response.created", "/response/reasoning", { mode: "pro" }), 0],
    ["another mode", patchAll("response.created", "/response/reasoning", { mode: "standard" }), 1],
    ["no mode", patchAll("response.created", "/response/reasoning", {}), 1],
    ["an unknown mode, where the recording begins later", restFrom(added), 0],
  ])("knows that OpenAI adds a message as completed in %s, or does not", async (_, mode, found) => {
    const edit = chain(patch(added, 0, "/item/status", "completed"), mode);
    expect(await says(statusProgression, "openai", "text", edit)).toHaveLength(found);
    expect(await says(statusProgression, "openresponses", "text", edit)).toHaveLength(1);
  });

  it.each<[TapeEdit, string]>([
    [
      statuses("shell_call", "completed", "completed"),
      "should output_item.added has an item of type shell_call with status completed | event 12 /item/status: completed",
    ],
    [
      statuses("function_call", "in_progress", "in_progress"),
      "must output_item.done has an item of type function_call with status in_progress | event 13 /item/status: in_progress",
    ],
    [
      statuses("function_call", "in_progress", "queued", { caller: {} }),
      "must output_item.done has an item of type function_call with status queued | event 13 /item/status: queued",
    ],
    [
      statuses("custom_tool_call", "in_progress", "in_progress", { caller: {} }),
      "must output_item.done has an item of type custom_tool_call with status in_progress | event 13 /item/status: in_progress",
    ],
    [
      statuses("", "in_progress", "odd"),
      "should output_item.done has an item of type (none) with status odd | event 13 /item/status: odd",
    ],
  ])("excuses nothing else (%#)", async (edit, said) => {
    expect(await says(statusProgression, "openai", "text", edit)).toEqual([said]);
  });

  it("asks of an item of another type what Open Responses asks of every item", async () => {
    const edit = statuses("acme:note", "in_progress", "odd");
    expect(await says(statusProgression, "openai", "text", edit)).toEqual([]);
    expect(await says(statusProgression, "openresponses", "text", edit)).toEqual([
      "must output_item.done has an item of type acme:note with status odd | event 13 /item/status: odd",
    ]);
  });

  it("lets an item be done in any way once the stream fails", async () => {
    const late = { type: done, output_index: 0, item: item("message", { status: "in_progress" }) };
    for (const [after, times] of [
      ["error", 0],
      [delta, 1],
    ] as const)
      expect(
        await says(statusProgression, "openai", "failed", insertAfter(after, 0, late)),
      ).toHaveLength(times);
  });
});

describe("item/extension-prefix", () => {
  const typed = (type: string): TapeEdit => patch(added, 0, "/item/type", type);
  const offered = (...tools: Json[]): TapeEdit =>
    onExchange((exchange) => {
      const request = structuredClone(exchange.request);
      setAt(request as unknown as JsonObject, "/body/tools", tools);
      return { ...exchange, request };
    });
  const said = (level: string, type: string): string =>
    `${level} the dialect has no item type ${type}, and the type has no \`slug:\` prefix | event 2 /item/type: ${type}`;

  it.each(["acme:note", "a:note", "ACME-2.x_y:note"])("lets %s be", async (type) => {
    expect(await says(extensionPrefix, "openresponses", "text", typed(type))).toEqual([]);
  });
  it.each(["note", "acme:", ":note", "-a:note", "a b:note", ""])(
    "asks %s for a prefix",
    async (type) => {
      expect(await says(extensionPrefix, "openresponses", "text", typed(type))).toEqual([
        said("must", type),
      ]);
    },
  );
  it.each<[string, Json[]]>([
    ["must", []],
    ["must", [{ type: "function", name: "note" }, { type: "not_e" }]],
    ["must", [{ name: "note" }]],
    ["must", ["note"]],
    ["should", [{ type: "other" }, { type: "note" }]],
    ["should", [{ type: "note_preview_2" }]],
  ])("says %s where the tools are %j", async (level, tools) => {
    const edit = chain(typed("note_call"), offered(...tools));
    expect(await says(extensionPrefix, "openresponses", "text", edit)).toEqual([
      said(level, "note_call"),
    ]);
  });
  it.each(["function_note", "_note"])("takes no function for the tool of a %s", async (type) => {
    const edit = chain(typed(type), offered({ type: "function" }, { name: "x" }));
    expect(await says(extensionPrefix, "openresponses", "text", edit)).toEqual([
      said("must", type),
    ]);
  });
});

describe("item/required-fields", () => {
  it.each([
    "reasoning",
    "mcp_list_tools",
    "mcp_call",
    "mcp_approval_request",
    "compaction",
    "program",
    "program_output",
  ])("asks %s for no status in OpenAI's dialect", async (type) => {
    const edit = moreItem(item(type), item(type), item(type, { status: null }));
    expect(await says(requiredFields, "openai", "text", edit)).toEqual([]);
    expect(await evaluates(requiredFields, "text", edit)).toBe(6);
    expect(await says(requiredFields, "openresponses", "text", edit)).toHaveLength(1);
  });
  it("asks harder where the schema does, and not because of another error in the same event", async () => {
    const noted = item("acme:note");
    const edit = chain(moreItem(noted, undefined), patch(added, 1, "/sequence_number", "x"));
    expect(await says(requiredFields, "openresponses", "text", edit)).toEqual([
      "should an item (acme:note) has no status | event 12 /item/status: nothing",
    ]);
    // Of the types that `openai` does not describe nothing is asked.
    expect(await says(requiredFields, "openai", "text", edit)).toEqual([]);
  });
  it("passes over what is no item", async () => {
    const edit = onBody((body) => {
      setAt(body, "/output/1", null);
      return body;
    });
    expect(await says(requiredFields, "openai", "plain", edit)).toEqual([]);
    expect(await evaluates(requiredFields, "plain", edit)).toBe(1);
  });
});

describe("item/type-stable", () => {
  const changed = (field: string, type: string, same: boolean): TapeEdit =>
    moreItem(item(type, { [field]: "a" }), item(type, { [field]: "b", id: same ? "x_1" : "x_2" }));
  const said = (field: string): string =>
    `must ${field} of item 1 in output_item.done differs from output_item.added | event 13 /item/${field}: "b" (see 12)`;

  it.each<[string, TapeEdit, string[], string[]]>([
    ["the call_id of a tool search", changed("call_id", "tool_search_call", true), [], ["call_id"]],
    [
      "the call_id of another call",
      changed("call_id", "function_call", true),
      ["call_id"],
      ["call_id"],
    ],
    ["the call_id with the id", changed("call_id", "function_call", false), [], []],
    ["the name with the id", changed("name", "function_call", false), ["name"], ["name"]],
    ["the name of a tool search", changed("name", "tool_search_call", true), ["name"], ["name"]],
    ["a name that came late", moreItem(item("x"), item("x", { name: "b" })), [], []],
    ["a name that was empty", moreItem(item("x", { name: "" }), item("x", { name: "b" })), [], []],
    ["a name that was none", moreItem(item("x", { name: 1 }), item("x", { name: "b" })), [], []],
  ])("judges %s", async (_, edit, openai, openresponses) => {
    expect(await says(typeStable, "openai", "text", edit)).toEqual(openai.map(said));
    expect(await says(typeStable, "openresponses", "text", edit)).toEqual(openresponses.map(said));
  });
});
