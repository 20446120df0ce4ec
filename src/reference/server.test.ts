import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonObject, objectAt } from "../json/json.ts";
import { startReferenceServer, streamErrorModel, type ReferenceServer } from "./index.ts";
import { callsOf, Client, finalOf, frozen, textOf, weatherTool } from "./test-kit.ts";

let server: ReferenceServer;
let client: Client;

beforeAll(async () => {
  server = await startReferenceServer({ clock: frozen });
  client = new Client(server);
});
afterAll(() => server.close());

const codeOf = (json: JsonObject): unknown => objectAt(json, "error")?.["code"];

describe("POST /responses", () => {
  it("streams frames whose event line is the type, then [DONE], and ends", async () => {
    const reply = await client.stream({ input: "Count from 1 to 5." });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const names = reply.text.match(/^event: .*$/gm)?.map((line) => line.slice(7));
    expect(names).toEqual(reply.events.map((event) => event.type));
    expect(reply.events.map((event) => event["sequence_number"])).toEqual(
      reply.events.map((_, index) => index),
    );
    expect(reply.text.endsWith("\n\ndata: [DONE]\n\n")).toBe(true);
    const deltas = reply.events.filter((event) => event.type === "response.output_text.delta");
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.map((event) => event["delta"]).join("")).toBe("1, 2, 3, 4, 5");
    expect(textOf(finalOf(reply))).toBe("1, 2, 3, 4, 5");
  });

  it("answers the same request as JSON with the same object, ids apart", async () => {
    const streamed = finalOf(await client.stream({ input: "Say hello" }));
    const { status, json } = await client.create({ input: "Say hello" });
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(Object.keys(streamed));
    expect({ ...json, id: 0, output: 0 }).toEqual({ ...streamed, id: 0, output: 0 });
    expect(textOf(json)).toBe(textOf(streamed));
  });

  it("counts tokens that add up", async () => {
    const { json } = await client.create({ input: "Say hello", reasoning: { effort: "low" } });
    const usage = objectAt(json, "usage") ?? {};
    expect(Number(usage["input_tokens"])).toBeGreaterThan(0);
    expect(usage["total_tokens"]).toBe(
      Number(usage["input_tokens"]) + Number(usage["output_tokens"]),
    );
    expect(objectAt(usage, "output_tokens_details")?.["reasoning_tokens"]).toBeGreaterThan(0);
  });

  it("stops at max_output_tokens", async () => {
    const final = finalOf(
      await client.stream({ input: "Count from 1 to 100.", max_output_tokens: 16 }),
    );
    expect(final).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
    });
    expect(objectAt(final, "usage")?.["output_tokens"]).toBe(16);
    const call = { tools: [weatherTool], tool_choice: "required", max_output_tokens: 16 };
    const cut = finalOf(
      await client.stream({ ...call, input: `Weather in "${"Llanfair".repeat(9)}"` }),
    );
    expect(cut["status"]).toBe("incomplete");
    expect(callsOf(cut)).toMatchObject([{ status: "incomplete" }]);
  });

  it("gives structured answers that are valid JSON", async () => {
    const schema = {
      type: "object",
      properties: { name: { type: "string" }, age: { type: "integer" } },
      required: ["name", "age"],
      additionalProperties: false,
    };
    const format = { type: "json_schema", name: "person", schema, strict: true };
    const { json } = await client.create({ input: "Who?", text: { format } });
    expect(JSON.parse(textOf(json))).toEqual({ name: expect.any(String), age: expect.any(Number) });
    const loose = await client.create({
      input: "As JSON",
      text: { format: { type: "json_object" } },
    });
    expect(JSON.parse(textOf(loose.json))).toEqual({ answer: expect.any(String) });
  });

  it("sends a character outside the basic plane whole", async () => {
    const reply = await client.stream({ input: "Say: 🎉🎉🎉🎉🎉🎉🎉 done" });
    for (const event of reply.events) expect(JSON.stringify(event)).not.toMatch(/\\ud/i);
    expect(textOf(finalOf(reply))).toBe("🎉🎉🎉🎉🎉🎉🎉 done");
  });

  it("reads images and files", async () => {
    const file = {
      type: "input_file",
      filename: "n.txt",
      file_data: `data:text/plain;base64,${Buffer.from("My code is 5512.").toString("base64")}`,
    };
    const content = [
      { type: "input_image", image_url: "data:image/png;base64,AA==" },
      file,
      { type: "input_text", text: "What is my code?" },
    ];
    const { json } = await client.create({ input: [{ role: "user", content }] });
    expect(textOf(json)).toContain("5512");
  });

  it("fails in mid-stream with error, failed and [DONE], and stores that", async () => {
    const reply = await client.stream({ model: streamErrorModel, input: "Count from 1 to 9" });
    const types = reply.events.map((event) => event.type);
    expect(types).toContain("response.output_text.delta");
    expect(types.slice(-2)).toEqual(["error", "response.failed"]);
    expect(reply.done).toBe(true);
    expect(objectAt(reply.events.at(-2), "error")).toMatchObject({
      type: "server_error",
      code: "server_error",
      param: null,
    });
    const stored = await client.get(`/responses/${String(finalOf(reply)["id"])}`);
    expect(stored.json).toMatchObject({ status: "failed", error: { code: "server_error" } });
    const plain = await client.create({ model: streamErrorModel, input: "x" });
    expect([plain.status, codeOf(plain.json)]).toEqual([500, "server_error"]);
  });
});

async function ask(body: JsonObject): Promise<JsonObject> {
  return finalOf(await client.stream({ tools: [weatherTool], ...body }));
}

describe("tools", () => {
  it("calls when asked to, with arguments in several deltas", async () => {
    const reply = await client.stream({
      input: "What is the weather in Paris?",
      tools: [weatherTool],
    });
    const deltas = reply.events.filter(
      (event) => event.type === "response.function_call_arguments.delta",
    );
    expect(deltas.length).toBeGreaterThan(1);
    const [call] = callsOf(finalOf(reply));
    expect(deltas.map((event) => event["delta"]).join("")).toBe(call?.["arguments"]);
    expect(JSON.parse(String(call?.["arguments"]))).toEqual({ city: "Paris", unit: "celsius" });
  });

  it.each<[string, JsonObject, number]>([
    ["not without a reason", { input: "Hello" }, 0],
    ["not with none", { input: "Weather in Rome?", tool_choice: "none" }, 0],
    ["always with required", { input: "Hello", tool_choice: "required" }, 1],
    [
      "always when named",
      { input: "Hello", tool_choice: { type: "function", name: "get_weather" } },
      1,
    ],
    ["twice for two cities", { input: "Weather in Rome and Oslo?" }, 2],
    [
      "once without parallel calls",
      { input: "Weather in Rome and Oslo?", parallel_tool_calls: false },
      1,
    ],
  ])("calls %s", async (_name, body, count) => {
    expect(callsOf(await ask(body))).toHaveLength(count);
  });

  it("keeps to allowed_tools", async () => {
    const tools = [weatherTool, { type: "function", name: "ping" }];
    const tool_choice = {
      type: "allowed_tools",
      mode: "required",
      tools: [{ type: "function", name: "ping" }],
    };
    expect(callsOf(await ask({ input: "Weather in Rome?", tools, tool_choice }))).toMatchObject([
      { name: "ping", arguments: "{}" },
    ]);
  });

  it.each(["string", "parts"])("answers with a tool output given as %s", async (form) => {
    const first = await ask({ input: "Weather in Rome and Oslo?" });
    const outputs = callsOf(first).map((call, index) => {
      const text = `marker-${index}`;
      return {
        type: "function_call_output",
        call_id: call["call_id"] ?? "",
        output: form === "string" ? text : [{ type: "input_text", text }],
      };
    });
    const second = await ask({ input: outputs, previous_response_id: first["id"] ?? "" });
    expect(callsOf(second)).toHaveLength(0);
    expect(textOf(second)).toMatch(/marker-0.*marker-1/);
  });

  it("streams custom tool calls with their own events", async () => {
    const reply = await client.stream({
      input: "Note it",
      tools: [{ type: "custom", name: "note" }],
      tool_choice: "required",
    });
    expect(
      reply.events.filter((event) => event.type.startsWith("response.custom_tool_call_input"))
        .length,
    ).toBeGreaterThan(1);
    expect(callsOf(finalOf(reply))).toMatchObject([
      { type: "custom_tool_call", name: "note", status: "completed" },
    ]);
  });

  it("lets parallel calls alternate when it is started that way", async () => {
    const mixed = await startReferenceServer({ interleave: true });
    const { events } = await new Client(mixed).stream({
      input: "Weather in Rome and Oslo?",
      tools: [weatherTool],
    });
    await mixed.close();
    const order = events
      .filter((event) => event.type.endsWith("arguments.delta"))
      .map((event) => event["output_index"]);
    expect(order.slice(0, 4)).toEqual([0, 1, 0, 1]);
  });
});
