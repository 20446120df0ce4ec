import type { Json, JsonObject } from "../../json/json.ts";
import { overSocket } from "../test-socket.ts";
import { type Client, finalOf, type Reply, weatherTool } from "../test-kit.ts";
import type { ReferenceOptions } from "../server.ts";

/** One small conversation with a fresh server: what is asked, in order. */
export interface Visit {
  name: string;
  /** How its server is started. */
  options: Pick<ReferenceOptions, "apiKey" | "queueMs" | "deltaDelayMs" | "wait">;
  run(client: Client): Promise<Reply[]>;
}

/** The id of the response that a reply holds. */
export const idOf = (reply: Reply): string => String(finalOf(reply)["id"] ?? reply.json["id"]);

/** A conversation by hand. */
export function visit(name: string, run: Visit["run"], options: Visit["options"] = {}): Visit {
  return { name, options, run };
}

/** A streamed turn without padding. */
export function streams(name: string, body: JsonObject): Visit {
  return visit(name, async (client) => [
    await client.stream({ stream_options: { include_obfuscation: false }, ...body }),
  ]);
}

const named = (name: string): JsonObject => ({ ...weatherTool, name });
const callOf = (id: string): JsonObject => ({
  type: "function_call",
  call_id: id,
  name: "get_weather",
  arguments: "{}",
});
const outputOf = (id: string, output: Json): JsonObject => ({
  type: "function_call_output",
  call_id: id,
  output,
});
const asks = { role: "user", content: "Weather?" };

/** Tools, and what is said to them and by them. */
export const moreVisits: readonly Visit[] = [
  streams("hosted", {
    input: "Use the tools.",
    tools: [
      { type: "web_search" },
      { type: "file_search", vector_store_ids: ["vs_1"] },
      { type: "code_interpreter", container: { type: "auto" } },
      { type: "image_generation", partial_images: 2 },
      {
        type: "mcp",
        server_label: "words",
        server_url: "https://mcp.test/",
        require_approval: "never",
      },
      { type: "shell" },
      { type: "apply_patch" },
    ],
    tool_choice: "required",
  }),
  streams("approval", {
    input: "Use the tool.",
    tools: [{ type: "mcp", server_label: "words", server_url: "https://mcp.test/" }],
    tool_choice: "required",
  }),
  streams("grammar", {
    input: "Add it",
    tools: [
      {
        type: "custom",
        name: "basket",
        description: "Changes the basket.",
        format: { type: "grammar", syntax: "regex", definition: "^add [0-9]$" },
      },
    ],
    tool_choice: "required",
  }),
  streams("allowed", {
    input: "Weather in Rome?",
    tools: [weatherTool, named("get_tide")],
    tool_choice: {
      type: "allowed_tools",
      mode: "required",
      tools: [{ type: "function", name: "get_tide" }],
    },
  }),
  streams("named", {
    input: "Weather in Rome?",
    tools: [weatherTool, named("get_tide")],
    tool_choice: { type: "function", name: "get_tide" },
  }),
  streams("label", {
    input: "Print it",
    tools: [
      {
        ...weatherTool,
        parameters: {
          type: "object",
          properties: {
            at: { type: "object", properties: { label: { const: "a🎉b" } }, required: ["label"] },
          },
          required: ["at"],
        },
      },
    ],
    tool_choice: "required",
  }),
  visit("many tools", async (client) => [
    await client.create({
      input: "Hi",
      tools: Array.from({ length: 20 }, (_, n) => named(`tool_${n}`)),
      tool_choice: { type: "function", name: "tool_18" },
    }),
  ]),
  visit("custom output", async (client) => [
    await client.create({
      input: [
        asks,
        { type: "custom_tool_call", call_id: "c", name: "note", input: "x" },
        { type: "custom_tool_call_output", call_id: "c", output: "rain" },
      ],
    }),
  ]),
  visit("output parts", async (client) => {
    const parts = ["one", "two"].map((text) => ({ type: "input_text", text }));
    return [await client.create({ input: [asks, callOf("a"), outputOf("a", parts)] })];
  }),
  visit("empty output", async (client) => [
    await client.create({ input: [asks, callOf("a"), outputOf("a", "")] }),
  ]),
  visit("two outputs", async (client) => [
    await client.create({
      input: [asks, callOf("a"), outputOf("a", "rain"), callOf("b"), outputOf("b", "snow")],
    }),
  ]),
  visit("side by side", async (client) => [
    await client.create({
      input: [asks, callOf("a"), callOf("b"), outputOf("b", "rain"), outputOf("a", "snow")],
    }),
  ]),
  streams("nested format", {
    input: "Hi",
    text: {
      format: {
        type: "json_schema",
        name: "n",
        description: null,
        schema: {
          type: "object",
          properties: {
            größe: {
              type: "object",
              properties: { a: { $ref: "#/$defs/b" } },
              required: ["a"],
            },
          },
          required: ["größe"],
          $defs: { b: { const: 1 } },
        },
        strict: true,
      },
    },
  }),
  streams("refusal", { input: "Please refuse to answer this." }),
  streams("encrypted", {
    input: "Say red",
    reasoning: { summary: "auto" },
    include: ["reasoning.encrypted_content"],
  }),
  visit("high effort", async (client) => [
    await client.create({ input: "Say red", reasoning: { effort: "high" } }),
  ]),
  visit("no effort", async (client) => [
    await client.create({ input: "Say red", reasoning: { effort: "heroic" } }),
  ]),
  visit("reasoning again", async (client) => [
    await client.create({ input: [{ type: "reasoning", summary: [] }, asks] }),
  ]),
  visit("reasoning replay", async (client) => {
    const made = await client.stream({ input: "Say red", reasoning: { summary: "auto" } });
    return [await client.get(`/responses/${idOf(made)}?stream=true`)];
  }),
  visit("replay bare", async (client) => {
    const made = await client.stream({ input: "Say red" });
    return [await client.get(`/responses/${idOf(made)}?stream=true&include_obfuscation=false`)];
  }),
  streams("padded", { input: "Say red", stream_options: { include_obfuscation: true } }),
  visit("replay from 0", async (client) => {
    const made = await client.stream({ input: "Say red" });
    return [await client.get(`/responses/${idOf(made)}?stream=true&starting_after=0`)];
  }),
  visit("replay from the end", async (client) => {
    const made = await client.stream({ input: "Say red" });
    return [await client.get(`/responses/${idOf(made)}?stream=true&starting_after=1000`)];
  }),
  visit("codes", async (client) => {
    const ids = ["My code is 11111.", "My code is 22222.", "What is my code?"];
    const replies: Reply[] = [];
    for (const input of ids) {
      const before = replies.at(-1);
      const previous = before === undefined ? {} : { previous_response_id: idOf(before) };
      replies.push(await client.create({ input, ...previous }));
    }
    return replies;
  }),
  visit("delete unknown", async (client) => [await client.send("DELETE", "/responses/resp_none")]),
  visit("last page", async (client) => {
    const made = await client.create({ input: "a" });
    return [await client.get(`/responses/${idOf(made)}/input_items?order=asc`)];
  }),
  visit("second page", async (client) => {
    const input = ["a", "b"].map((content) => ({ role: "user", content }));
    const path = `/responses/${idOf(await client.create({ input }))}/input_items?order=asc&limit=1`;
    const first = await client.get(path);
    return [await client.get(`${path}&after=${String(first.json["last_id"])}`)];
  }),
  visit("wrong item", async (client) => [
    await client.create({ input: [asks, { type: "telepathy", content: "a" }] }),
  ]),
  visit("number item", async (client) => [await client.create({ input: [asks, 42] })]),
  visit("wrong part", async (client) => [
    await client.create({
      input: [{ role: "user", content: [{ type: "input_smell", text: "a" }] }],
    }),
  ]),
  visit("wrong limit", async (client) => [
    await client.create({ input: "Say red", max_output_tokens: "plenty" }),
  ]),
  visit("wrong tools", async (client) => [
    await client.create({ input: "Say red", tools: { name: "f" } }),
  ]),
  visit("no such choice", async (client) => [
    await client.create({ input: "Say red", tool_choice: "sometimes" }),
  ]),
  visit("much metadata", async (client) => [
    await client.create({
      input: "Say red",
      metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, "v"])),
    }),
  ]),
  visit("wrong schema", async (client) => [
    await client.create({
      input: "Say red",
      text: { format: { type: "json_schema", name: "n", schema: { type: "smell" } } },
    }),
  ]),
  visit("wrong format", async (client) => [
    await client.create({ input: "Say red", text: { format: { type: "json_smell" } } }),
  ]),
  visit("ws turn", (client) =>
    overSocket(client, async ({ turns }) => [await turns({ input: "Say red" })]),
  ),
  visit("ws turns at once", (client) =>
    overSocket(client, async ({ turns }) => [
      await turns({ input: "Say red" }, { input: "Say blue" }),
    ]),
  ),
  visit("ws continued", (client) =>
    overSocket(client, async ({ turns }) => {
      const first = await turns({ input: "Say red", store: false });
      return [await turns({ input: "Go on", store: false, previous_response_id: idOf(first) })];
    }),
  ),
  visit("ws refused", (client) =>
    overSocket(client, async ({ turns }) => [await turns({ input: 5 })]),
  ),
  visit("ws failure", (client) =>
    overSocket(client, async ({ turns }) => [
      await turns({ input: "Count from 1 to 6", model: "reference-stream-error" }),
    ]),
  ),
  visit("ws elsewhere", async (client) => {
    const first = await overSocket(client, ({ turns }) => turns({ input: "Hi", store: false }));
    const next = { input: "Go on", store: false, previous_response_id: idOf(first) };
    return overSocket(client, async ({ turns }) => [await turns(next)]);
  }),
  visit("ws again after a failure", (client) =>
    overSocket(client, async ({ turns }) => {
      const first = await turns({ input: "Say red", store: false });
      const next = { store: false, previous_response_id: idOf(first) };
      return [await turns({ ...next, input: 5 }), await turns({ ...next, input: "Go on" })];
    }),
  ),
  visit("plain text", async (client) => [
    await client.send(
      "POST",
      "/responses",
      { model: "m", input: "Say red" },
      { "content-type": "text/plain" },
    ),
  ]),
];
