import { describe, expect, it } from "vitest";
import { ownership } from "../../engine/owned.ts";
import type { Evidence, Rule } from "../../engine/rule.ts";
import { type BaseDialect, loadBuiltinDialect } from "../../dialect/dialect.ts";
import { rules } from "../index.ts";
import { reportAll } from "./violations.ts";

const ruleOf = (id: string): Rule => {
  const found = rules.find((rule) => rule.id === id);
  if (!found) throw new Error(`there is no rule ${id}`);
  return found;
};

const openai = loadBuiltinDialect("openai");

/** The keys under which a violation is reported: none where it is left to another rule. */
function keysOf(
  definition: string,
  pointer: string,
  keyword = "required",
  known: readonly Rule[] = rules,
): unknown[] {
  const keys: unknown[] = [];
  const violation = { definition, pointer, keyword, message: "", expected: "", actual: "" };
  const report = (_: "invalid", said?: Evidence): unknown => keys.push(said?.key);
  reportAll({ report, dialect: openai, isOwned: ownership(known) }, [violation], () => true);
  return keys;
}

/** The level and message of a value that a list does not have. */
function saidOf(base: BaseDialect, pointer: string, keyword: string, actual: string): unknown {
  const said: unknown[] = [];
  const violation = {
    definition: "objects/a",
    pointer,
    keyword,
    message: "m",
    expected: "",
    actual,
  };
  const report = (_: "invalid", evidence?: Evidence): unknown =>
    said.push([evidence?.level, evidence?.args?.["message"]]);
  const dialect = loadBuiltinDialect(base);
  reportAll({ report, dialect, isOwned: () => false }, [violation], () => true);
  return said[0];
}

const newer = ["should", "m; the value is newer than this revision, or wrong"];
const wrong = [undefined, "m"];

describe("a value that a list does not have", () => {
  it.each<[string, BaseDialect, string, string, string, unknown]>([
    ["a setting", "openai", "/response/reasoning/effort", "enum", 'string "ultra"', newer],
    ["a setting in a list", "openai", "/tools/0/allowed_callers/1", "enum", 'string "x"', newer],
    ["the only value", "openai", "/response/x/action", "const", 'string "x"', newer],
    ["a status", "openai", "/response/status", "enum", 'string "gone"', wrong],
    ["a role", "openai", "/item/role", "enum", 'string "boss"', wrong],
    ["another type", "openai", "/response/reasoning/effort", "enum", "number 5", wrong],
    ["another keyword", "openai", "/response/reasoning/effort", "type", 'string "5"', wrong],
    ["Open Responses", "openresponses", "/response/reasoning/effort", "enum", 'string "x"', wrong],
  ])("%s in %s", (_, base, pointer, keyword, actual, said) => {
    expect(saidOf(base, pointer, keyword, actual)).toEqual(said);
  });
});

describe("a violation", () => {
  const owners: [owner: string, definition: string, pointer: string][] = [
    ["sequence/present", "events/response.created", "/type"],
    ["sequence/present", "events/response.created", "/sequence_number"],
    ["usage/present-at-end", "objects/response", "/usage"],
    ["usage/present-at-end", "objects/usage", "/response/usage/input_tokens"],
    ["schema/timestamps", "objects/response", "/created_at"],
    ["schema/timestamps", "objects/response", "/response/completed_at"],
    ["lifecycle/completed-at", "objects/response", "/completed_at"],
    ["lifecycle/completed-at", "objects/response", "/response/completed_at"],
    ["lifecycle/failed-has-error", "objects/response", "/error"],
    ["lifecycle/failed-has-error", "objects/response", "/response/error/code"],
    ["lifecycle/failed-has-error", "events/errors", "/response/error"],
    ["lifecycle/incomplete-has-details", "objects/response", "/incomplete_details"],
    ["lifecycle/status-matches-event", "objects/response", "/response/status"],
    ["item/required-fields", "objects/response", "/response/output/12/type"],
    ["item/required-fields", "events/response.output_item.done", "/item/type"],
    ["item/required-fields", "items/message", "/response/output/12/id"],
    ["item/status-progression", "items/message", "/item/status"],
    ["item/status-progression", "items/message", "/response/output/12/status"],
    ["call/ids", "items/function_call", "/item/call_id"],
    ["call/name-known", "items/custom_tool_call", "/item/name"],
    ["state/delete", "bodies/deleted", "/deleted"],
    ["state/input-items", "input-items/message", "/data/12/id"],
    ["state/input-items", "items/message", "/data/0/id"],
  ];
  it.each(owners)("is left to %s: %s at %s", (owner, definition, pointer) => {
    expect(keysOf(definition, pointer)).toEqual([]);
    expect(keysOf(definition, pointer, "required", [ruleOf(owner)])).toEqual([]);
  });

  it("is left to no other rule than these", () => {
    const owning = rules.filter(({ owns }) => owns).map(({ id }) => id);
    expect(new Set(owners.map(([owner]) => owner))).toEqual(new Set(owning));
  });

  it.each([
    ["my-events/response.created", "/type"],
    ["events/response.content_part.done", "/part/type"],
    ["events/response.created", "/type_name"],
    ["objects/response", "/created_at_ms"],
    ["objects/response", "/completed_at_ms"],
    ["objects/response", "/output/0/completed_at"],
    ["objects/response", "/response/usage_hint"],
    ["objects/response", "/response/error_count"],
    ["objects/response", "/error_count"],
    ["objects/response", "/output/0/error"],
    ["events/response.created", "/more/response/error"],
    ["objects/response", "/incomplete_details_text"],
    ["my-items/message", "/item/status"],
    ["items/message", "/item/status_text"],
    ["items/message", "/content/0/status"],
    ["items/function_call", "/item/call_id_hash"],
    ["events/error", "/error"],
    ["events/response.steer.failed", "/error"],
    ["objects/response", "/response/error/misalignment"],
    ["objects/response", "/response/usage/attribution"],
    ["objects/response", "/usage/input_tokens_details/cache_write_tokens"],
    ["my-objects/response", "/status"],
    ["objects/response_list", "/status"],
    ["objects/response", "/status_text"],
    ["events/response.output_item.done", "/item/type_name"],
    ["input-items/message", "/item/id"],
    ["items/message", "/item/id_hash"],
    ["input-items/function_call", "/item/name"],
    ["items/function_call_output", "/item/call_id"],
    ["items/function_call", "/item/name_space"],
    ["my-bodies/deleted", "/deleted"],
    ["bodies/deleted_list", "/deleted"],
    ["bodies/deleted", "/data/deleted"],
    ["bodies/deleted", "/deleted_at"],
    ["my-items/message", "/data/0/id"],
    ["items/message", "/more/data/0/id"],
    ["items/message", "/data/0/id_hash"],
  ])("of %s at %s is the schema's own", (definition, pointer) => {
    expect(keysOf(definition, pointer)).toHaveLength(1);
  });

  it("of incomplete_details is the schema's where it is a reason that there is not", () => {
    expect(keysOf("objects/response", "/incomplete_details/reason", "enum")).toHaveLength(1);
  });

  it("is one with others of the same field, whatever its place in a list", () => {
    expect(keysOf("parts/output_text", "/part/logprobs/10")).toEqual([
      "parts/output_text required logprobs",
    ]);
    expect(keysOf("objects/metadata", "/metadata/key1")).toEqual([
      "objects/metadata required key1",
    ]);
    expect(keysOf("objects/metadata", "/metadata/1st")).toEqual(["objects/metadata required 1st"]);
  });
});
