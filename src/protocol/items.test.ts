import { describe, expect, it } from "vitest";
import { objectAt } from "../json/json.ts";
import { readFiles, REVISIONS } from "../schema/schemas.testing.ts";
import { families } from "./families.ts";
import { fieldsFilledLater, isClientCall, itemRow, items, outputTypes } from "./items.ts";

/** The item type that answers another one, by its name; undefined if there is no such type. */
const answerByName = (type: string): string | undefined =>
  [
    `${type}_output`,
    type.replace(/_call$/, "_output"),
    type.replace(/_request$/, "_response"),
  ].find((name) => name !== type && itemRow(name));

describe("the items of the protocol", () => {
  it("have one row each", () => {
    expect(new Set(items.map(({ type }) => type)).size).toBe(items.length);
  });

  it.each(items)("$type is answered by the item that its name says, or by none", (row) => {
    // The server runs a program itself, and reports its output.
    const expected = row.type === "program" ? undefined : answerByName(row.type);
    expect(row.answer?.type).toBe(expected);
  });

  it.each(items)("$type is made by the hosted tool that its name says, or by none", (row) => {
    const [, byName] =
      /^(mcp)_(?:call|list_tools|approval_request)$|^(?!function|custom)(.+)_call$/
        .exec(row.type)
        ?.filter((part) => part !== undefined) ?? [];
    expect(row.tool).toBe(row.type === "program" ? "programmatic_tool_calling" : byName);
  });

  it("are made by tools that OpenAI's document describes", async () => {
    const schemas = await Promise.all(REVISIONS.map(([, dialect]) => readFiles(dialect)));
    const described = schemas.flatMap((files) => [...files.keys()]);
    for (const { tool } of items.filter((row) => row.tool !== undefined))
      expect(described).toContain(`tools/${tool}`);
  });

  it.each(REVISIONS)("%s has the field by which an answer names its call", async (_, dialect) => {
    const schemas = await readFiles(dialect);
    for (const { type, answer } of items) {
      const schema = schemas.get(`items/${answer?.type}`);
      if (!answer || !schema) continue;
      expect(objectAt(schema, "properties")).toHaveProperty(answer.by);
      if (answer.by === "call_id")
        expect(objectAt(schemas.get(`items/${type}`), "properties")).toHaveProperty(answer.by);
    }
  });

  it("are answered by their call_id, but for the approval of an MCP call", () => {
    expect(outputTypes).toContain("function_call_output");
    expect(outputTypes).toContain("tool_search_output");
    expect(outputTypes).not.toContain("mcp_approval_response");
    for (const type of outputTypes) expect(itemRow(type)).toBeDefined();
  });

  it("are calls of the client if the model writes their arguments, and the client answers", () => {
    expect(items.map(({ type }) => type).filter(isClientCall)).toEqual([
      "function_call",
      "custom_tool_call",
    ]);
    expect(isClientCall(undefined)).toBe(false);
  });

  it("are written by the model only if a text streams into them", () => {
    for (const { type } of items.filter(({ written }) => written))
      expect(families.map(({ itemType }) => itemType)).toContain(type);
  });

  it("are empty where text streams into them later, unless they are added with the whole text", () => {
    const fields = (type: string | undefined) => [...(fieldsFilledLater(type) ?? [])];
    expect(fields("message")).toEqual(["content"]);
    expect(fields("reasoning").toSorted()).toEqual(["content", "summary"]);
    expect(fields("function_call")).toEqual(["arguments"]);
    expect(fields("custom_tool_call")).toEqual(["input"]);
    expect(fields("code_interpreter_call")).toEqual(["code"]);
    for (const type of ["shell_call", "apply_patch_call", "function_call_output", undefined])
      expect(fields(type)).toEqual([]);
  });
});
