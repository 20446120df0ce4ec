import type { JsonObject } from "../../json/json.ts";
import { weatherTool } from "../test-kit.ts";
import { streams, type Visit, visit } from "./test-visits.ts";

const tools = [{ ...weatherTool, async: true }];
const call: JsonObject = {
  type: "function_call",
  call_id: "call_1",
  name: weatherTool.name,
  arguments: "{}",
  async: true,
};
const output: JsonObject = { type: "function_call_output", output: "rain" };
const hello: JsonObject = { role: "user", content: "Say red" };
const turn = (name: string, ...input: JsonObject[]): Visit =>
  visit(name, async (client) => [await client.create({ input, tools, tool_choice: "none" })]);

/** Calls that are answered in the next turn, later, or by the name of their tool. */
export const asyncVisits: readonly Visit[] = [
  streams("async call", { input: "Weather in Rome?", tools }),
  turn("async, unanswered", call, hello),
  turn("async, late", call, hello, { ...output, call_id: "call_1" }),
  turn("async, by name", hello, { ...output, name: weatherTool.name }),
];
