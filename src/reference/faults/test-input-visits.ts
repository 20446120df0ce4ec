import type { JsonObject } from "../../json/json.ts";
import { weatherTool } from "../test-kit.ts";
import { idOf, type Visit, visit } from "./test-visits.ts";

const says = (...content: JsonObject[]): JsonObject => ({ role: "user", content });
const text = (words: string): JsonObject => ({ type: "input_text", text: words });
const create = (name: string, body: JsonObject): Visit =>
  visit(name, async (client) => [await client.create(body)]);
const compact = (name: string, body: JsonObject): Visit =>
  visit(name, async (client) => [
    await client.send("POST", "/responses/compact", { model: "m", ...body }),
  ]);

/** Input of every make, compacting, and turns that were cut short. */
export const inputVisits: readonly Visit[] = [
  create("all roles", {
    input: ["developer", "assistant", "user"].map((role) => ({ role, content: "Say red" })),
  }),
  create("image", {
    input: [
      says(text("Say red"), { type: "input_image", image_url: "data:image/png;base64,AA==" }),
    ],
  }),
  create("no image", { input: [says(text("Say red"), { type: "input_image" })] }),
  create("file", {
    input: [says({ type: "input_file", filename: "a.pdf", file_data: "AA==" }, text("Say red"))],
  }),
  create("unicode", { input: "Say: mac\u0301 🚀" }),
  create("separators", { input: "Say: a\u2028b" }),
  create("call output", {
    input: [
      says(text("Read it")),
      { type: "function_call", call_id: "c", name: "read", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "🚀" },
    ],
  }),
  create("long", { input: `My code is 12345. ${"x ".repeat(2500)} What is my code?` }),
  create("many", {
    input: Array.from({ length: 70 }, () => ({ role: "user", content: "Say red" })),
  }),
  visit("reference", async (client) => {
    const first = await client.create({ input: "Say red" });
    const [item] = first.json["output"] as JsonObject[];
    const id = item?.["id"] ?? "";
    return [
      await client.create({
        input: [
          { type: "item_reference", id },
          { role: "user", content: "Say blue" },
        ],
      }),
    ];
  }),
  create("bare call", {
    input: [
      { type: "function_call", call_id: "call_1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "call_1", output: "rain" },
    ],
  }),
  create("beyond", { input: [says(text("Say 😀"))] }),
  create("content number", { input: [{ role: "user", content: 7 }] }),
  create("no call id", {
    input: [
      { role: "user", content: "Say red" },
      { type: "function_call_output", output: "rain" },
    ],
  }),
  visit("compacted", async (client) => {
    const made = await client.send("POST", "/responses/compact", { model: "m", input: "Hi" });
    const input = [...(made.json["output"] as JsonObject[]), { role: "user", content: "Say red" }];
    return [
      await client.create({ input }),
      await client.send("POST", "/responses/compact", { model: "m", input }),
    ];
  }),
  visit("compact stored", async (client) => {
    const first = await client.create({ input: "Say red" });
    return [
      await client.send("POST", "/responses/compact", {
        model: "m",
        previous_response_id: idOf(first),
      }),
    ];
  }),
  compact("compact unknown", { previous_response_id: "resp_none" }),
  create("cut", { input: "Count from 1 to 99", max_output_tokens: 16 }),
  create("cut call", {
    input: "Weather in Rome or Oslo, or Paris, or London, or Berlin, or Madrid, or Vienna?",
    tools: [
      {
        ...weatherTool,
        parameters: {
          type: "object",
          required: ["a", "b", "c", "d", "e"],
          properties: {
            a: { type: "string" },
            b: { type: "string" },
            c: { type: "string" },
            d: { type: "string" },
            e: { type: "string" },
          },
        },
      },
    ],
    tool_choice: "required",
    max_output_tokens: 16,
  }),
  visit("after the cut", async (client) => {
    const first = await client.create({ input: "Count from 1 to 99", max_output_tokens: 16 });
    return [await client.create({ input: "Say red", previous_response_id: idOf(first) })];
  }),
  create("auto", { input: "Say red", truncation: "auto" }),
  create("sometimes", { input: "Say red", truncation: "sometimes" }),
];
