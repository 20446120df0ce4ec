import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { elementsAt, type JsonObject } from "../json/json.ts";
import { type ReferenceServer, startReferenceServer } from "./server.ts";
import { callsOf, Client, frozen, textOf, weatherTool } from "./test-kit.ts";

let server: ReferenceServer;
let client: Client;
beforeAll(async () => {
  server = await startReferenceServer({ clock: frozen });
  client = new Client(server);
});
afterAll(() => server.close());

const tools = [{ ...weatherTool, async: true }];
const output = (fields: JsonObject): JsonObject => ({
  type: "function_call_output",
  output: "rain",
  ...fields,
});

describe("a tool with async true", () => {
  it("is called, and the model goes on in the same turn", async () => {
    const { json } = await client.create({ input: "Weather in Rome?", tools });
    expect(elementsAt(json, "tools")).toMatchObject([{ async: true }]);
    expect(elementsAt(json, "output")).toMatchObject([
      { type: "function_call", async: true },
      { type: "message" },
    ]);
  });

  it("says so in every event of its call", async () => {
    const { events } = await client.stream({ input: "Weather in Rome?", tools });
    const calls = events.flatMap(({ item }) => callsOf({ output: [item ?? {}] }));
    expect(calls).toMatchObject([{ async: true }, { async: true }]);
  });

  it("may answer later than in the next turn", async () => {
    const first = await client.create({ input: "Weather in Rome?", tools });
    const chained = { tools, tool_choice: "none" };
    const second = await client.create({
      ...chained,
      input: "Say red",
      previous_response_id: first.json["id"] ?? "",
    });
    expect([second.status, textOf(second.json)]).toEqual([200, "red"]);
    const third = await client.create({
      ...chained,
      input: [output({ call_id: callsOf(first.json)[0]?.["call_id"] ?? "" })],
      previous_response_id: second.json["id"] ?? "",
    });
    expect(textOf(third.json)).toContain("rain");
  });

  it("may name itself in its output instead of the call", async () => {
    const named = await client.create({ input: [output({ name: weatherTool.name })], tools });
    expect([named.status, textOf(named.json)]).toEqual([200, "The tool returned: rain"]);
    const unnamed = await client.create({ input: [output({})], tools });
    expect(unnamed.status).toBe(400);
  });

  it("counts null as false", async () => {
    const { json } = await client.create({
      input: "Say red",
      tools: [{ ...weatherTool, async: null }],
    });
    expect(elementsAt(json, "tools")).toMatchObject([{ async: false }]);
  });

  it.each(["yes", 1])("is refused as %j", async (value) => {
    const { status, json } = await client.create({
      input: "Say red",
      tools: [{ ...weatherTool, async: value }],
    });
    expect([status, json["error"]]).toMatchObject([400, { param: "tools[0].async" }]);
  });
});
