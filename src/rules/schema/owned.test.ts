import { describe, expect, it } from "vitest";
import { ownersOf, reportAll } from "./owned.ts";

/** The keys under which a violation is reported: none where it is left to another rule. */
function keysOf(definition: string, pointer: string, keyword = "required"): unknown[] {
  const keys: unknown[] = [];
  const context = { report: (_: "invalid", said?: { key?: string }) => keys.push(said?.key) };
  const violation = { definition, pointer, keyword, message: "", expected: "", actual: "" };
  reportAll(context as unknown as Parameters<typeof reportAll>[0], [violation], () => true);
  return keys;
}

describe("a violation", () => {
  it.each([
    ["events/response.created", "/type"],
    ["events/response.created", "/sequence_number"],
    ["objects/response", "/usage"],
    ["objects/usage", "/response/usage/input_tokens"],
    ["objects/response", "/created_at"],
    ["objects/response", "/response/completed_at"],
    ["objects/response", "/error"],
    ["objects/response", "/response/error/code"],
    ["events/errors", "/response/error"],
    ["objects/response", "/incomplete_details"],
    ["objects/response", "/response/status"],
    ["objects/response", "/response/output/12/type"],
    ["events/response.output_item.done", "/item/type"],
    ["items/message", "/response/output/12/id"],
    ["items/custom_tool_call", "/item/name"],
    ["bodies/deleted", "/deleted"],
    ["input-items/message", "/data/12/id"],
    ["items/message", "/data/0/id"],
  ])("of %s at %s is left to another rule", (definition, pointer) => {
    expect(keysOf(definition, pointer)).toEqual([]);
  });

  it.each([
    ["my-events/response.created", "/type"],
    ["events/response.content_part.done", "/part/type"],
    ["events/response.created", "/type_name"],
    ["objects/response", "/created_at_ms"],
    ["events/error", "/error"],
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

it("has owners that are ids of rules, each by itself", () => {
  expect(ownersOf()).toEqual(
    expect.arrayContaining(["schema/timestamps", "lifecycle/completed-at"]),
  );
  expect(ownersOf().filter((owner) => !/^[a-z]+\/[a-z-]+$/.test(owner))).toEqual([]);
});
