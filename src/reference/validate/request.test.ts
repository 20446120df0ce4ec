import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../json/json.ts";
import { Refusal } from "../errors.ts";
import { idMaker } from "../ids.ts";
import type { CreateRequest } from "../types.ts";
import { readRequest } from "./request.ts";

function read(body: Json): CreateRequest {
  return readRequest(body, {
    makeId: idMaker("test"),
    findItem: (id) => (id === "msg_known" ? { id, type: "message" } : undefined),
  });
}

function refusalOf(body: Json): Refusal {
  try {
    read(body);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("the request was accepted");
}

const ok = { model: "m", input: "Hi" };
const asked = (schema: JsonObject): JsonObject => ({
  ...ok,
  text: { format: { type: "json_schema", name: "n", schema } },
});
const tool = { type: "function", name: "f" };
const deep = (levels: number): Json => (levels === 0 ? null : [deep(levels - 1)]);

describe("readRequest refuses", () => {
  it.each<[Json, string, number?]>([
    [[], "body"],
    ["text", "body"],
    [{ input: "Hi" }, "model"],
    [{ model: "", input: "Hi" }, "model"],
    [{ model: 4, input: "Hi" }, "model"],
    [{ ...ok, model: "no-such-model" }, "model", 404],
    [{ ...ok, model: "it-does-not-exist" }, "model", 404],
    [{ model: "m" }, "input"],
    [{ model: "m", input: 5 }, "input"],
    [{ model: "m", input: {} }, "input"],
    [{ model: "m", input: [] }, "input"],
    [{ model: "m", input: ["Hi"] }, "input[0]"],
    [{ model: "m", input: [{ role: "robot", content: "x" }] }, "input[0].role"],
    [{ model: "m", input: [{ type: "message", content: "x" }] }, "input[0].role"],
    [{ model: "m", input: [{ role: "user" }] }, "input[0].content"],
    [{ model: "m", input: [{ role: "user", content: 5 }] }, "input[0].content"],
    [
      { model: "m", input: [{ role: "user", content: [{ type: "output_text", text: "x" }] }] },
      "input[0].content[0].type",
    ],
    [
      { model: "m", input: [{ role: "user", content: [{ type: "input_text" }] }] },
      "input[0].content[0].text",
    ],
    [
      { model: "m", input: [{ role: "user", content: [{ type: "input_image" }] }] },
      "input[0].content[0].image_url",
    ],
    [
      {
        model: "m",
        input: [{ role: "user", content: [{ type: "input_image", image_url: "nope" }] }],
      },
      "input[0].content[0].image_url",
    ],
    [
      { model: "m", input: [{ role: "user", content: [{ type: "input_file" }] }] },
      "input[0].content[0].file_data",
    ],
    [{ model: "m", input: [{ type: "unheard_of" }] }, "input[0].type"],
    [
      { model: "m", input: [{ type: "function_call", call_id: "c", name: "f" }] },
      "input[0].arguments",
    ],
    [
      { model: "m", input: [{ type: "function_call_output", call_id: "", output: "x" }] },
      "input[0].call_id",
    ],
    [{ model: "m", input: [{ type: "function_call_output", call_id: "c" }] }, "input[0].output"],
    [
      { model: "m", input: [{ type: "function_call_output", call_id: "c", output: [{}] }] },
      "input[0].output[0].type",
    ],
    [{ model: "m", input: [{ type: "reasoning" }] }, "input[0].summary"],
    [{ model: "m", input: [{ type: "item_reference", id: "msg_other" }] }, "input[0]", 404],
    [{ ...ok, stream: "yes" }, "stream"],
    [{ ...ok, store: 1 }, "store"],
    [{ ...ok, temperature: "hot" }, "temperature"],
    [{ ...ok, temperature: 3 }, "temperature"],
    [{ ...ok, top_p: -1 }, "top_p"],
    [{ ...ok, max_output_tokens: 15 }, "max_output_tokens"],
    [{ ...ok, max_output_tokens: 20.5 }, "max_output_tokens"],
    [{ ...ok, instructions: 5 }, "instructions"],
    [{ ...ok, metadata: { a: 1 } }, "metadata.a"],
    [
      {
        ...ok,
        metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [String(i), "x"])),
      },
      "metadata",
    ],
    [{ ...ok, truncation: "never" }, "truncation"],
    [{ ...ok, reasoning: { effort: "huge" } }, "reasoning.effort"],
    [{ ...ok, text: { format: {} } }, "text.format.type"],
    [{ ...ok, text: { format: { type: "json_schema", schema: {} } } }, "text.format.name"],
    [{ ...ok, text: { format: { type: "json_schema", name: "n" } } }, "text.format.schema"],
    [asked({ type: "smell" }), "text.format.schema.type"],
    [asked({ type: ["string", "smell"] }), "text.format.schema.type"],
    [asked({ properties: { a: 5 } }), "text.format.schema.properties.a"],
    [asked({ properties: [] }), "text.format.schema.properties"],
    [asked({ anyOf: {} }), "text.format.schema.anyOf"],
    [asked({ anyOf: [true, { items: "x" }] }), "text.format.schema.anyOf[1].items"],
    [asked({ $defs: { d: { type: null } } }), "text.format.schema.$defs.d.type"],
    [{ ...ok, tools: {} }, "tools"],
    [{ ...ok, tools: [{ type: "function" }] }, "tools[0].name"],
    [{ ...ok, tools: [{ type: "function", name: "no blanks" }] }, "tools[0].name"],
    [{ ...ok, tools: [{ name: "f" }] }, "tools[0].type"],
    [{ ...ok, tools: [{ type: "computer" }] }, "tools[0].type"],
    [{ ...ok, tools: [{ ...tool, parameters: "x" }] }, "tools[0].parameters"],
    [{ ...ok, tool_choice: "sometimes" }, "tool_choice"],
    [{ ...ok, tool_choice: "required" }, "tool_choice"],
    [{ ...ok, tools: [tool], tool_choice: { type: "function", name: "g" } }, "tool_choice.name"],
    [
      {
        ...ok,
        tools: [tool],
        tool_choice: { type: "allowed_tools", tools: [{ type: "function", name: "g" }] },
      },
      "tool_choice.tools[0].name",
    ],
    [
      { ...ok, tools: [tool], tool_choice: { type: "allowed_tools", tools: [] } },
      "tool_choice.tools",
    ],
    [{ ...ok, stream_options: { include_obfuscation: true } }, "stream_options"],
    [{ ...ok, background: true, store: false }, "background"],
    [{ ...ok, conversation: "conv_1" }, "conversation"],
    [{ ...ok, include: ["x", 5] }, "include[1]"],
    [{ ...ok, extra: deep(300) }, "body"],
  ])("%j", (body, param, status = 400) => {
    const refusal = refusalOf(body);
    expect(refusal.status).toBe(status);
    expect(refusal.param).toBe(param);
    expect(refusal.code).toMatch(/^[a-z_]+$/);
    const named = status === 404 ? "" : param.replace("body", "request body");
    expect(refusal.message.replace("'body'", "request body")).toContain(named);
  });
});

describe("readRequest accepts", () => {
  it("null for whatever is optional", () => {
    const keys = [
      "instructions",
      "tools",
      "tool_choice",
      "metadata",
      "temperature",
      "stream",
      "store",
      "text",
      "reasoning",
      "include",
      "previous_response_id",
      "max_output_tokens",
    ];
    const plain = read(ok);
    const nulls = read({ ...ok, ...Object.fromEntries(keys.map((key) => [key, null])) });
    expect({ ...nulls, input: [] }).toEqual({ ...plain, input: [] });
  });

  it("fields it does not know", () => {
    expect(read({ ...ok, something_new: { a: 1 } }).model).toBe("m");
  });

  it("messages without a type, with content as text or parts", () => {
    const { input } = read({
      model: "m",
      input: [
        { role: "system", content: "a" },
        { role: "assistant", content: "b" },
        { type: "message", role: "user", content: [{ type: "input_text", text: "c" }] },
        { role: "developer", content: "d" },
      ],
    });
    expect(
      input.map((item) => [item["role"], (item["content"] as JsonObject[])[0]?.["text"]]),
    ).toEqual([
      ["system", "a"],
      ["assistant", "b"],
      ["user", "c"],
      ["developer", "d"],
    ]);
    expect(new Set(input.map((item) => item["id"])).size).toBe(4);
  });

  it("images, files, calls, outputs, reasoning and references", () => {
    const { input } = read({
      model: "m",
      input: [
        {
          role: "user",
          content: [
            { type: "input_image", image_url: "data:image/png;base64,AA==" },
            { type: "input_file", filename: "a.txt", file_data: "data:text/plain;base64,aGk=" },
          ],
        },
        { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "zzz" },
        { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
        {
          type: "function_call_output",
          call_id: "c",
          output: [{ type: "input_text", text: "21" }],
        },
        { type: "item_reference", id: "msg_known" },
        { id: "msg_known" },
      ],
    });
    expect(input.map((item) => item["type"])).toEqual([
      "message",
      "reasoning",
      "function_call",
      "function_call_output",
      "message",
      "message",
    ]);
    expect(input[1]).toMatchObject({ id: "rs_1", encrypted_content: "zzz" });
  });

  it("no input when it goes on from an earlier response", () => {
    expect(read({ model: "m", previous_response_id: "resp_1" }).input).toEqual([]);
  });

  it("the echo shows what was sent, with defaults for the rest", () => {
    const sent = {
      temperature: 0.25,
      metadata: { a: "b" },
      truncation: "auto",
      tools: [tool],
      tool_choice: { type: "allowed_tools", tools: [{ type: "function", name: "f" }] },
    };
    const { echo } = read({ ...ok, ...sent });
    expect(echo).toMatchObject({
      temperature: 0.25,
      metadata: { a: "b" },
      truncation: "auto",
      top_p: 1,
      store: true,
      instructions: null,
    });
    expect(echo["tools"]).toEqual([
      { type: "function", name: "f", description: null, parameters: null, strict: true },
    ]);
    expect(echo["tool_choice"]).toEqual({
      type: "allowed_tools",
      mode: "auto",
      tools: [{ type: "function", name: "f" }],
    });
  });
});
