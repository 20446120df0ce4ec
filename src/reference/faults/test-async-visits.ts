import type { JsonObject } from "../../json/json.ts";
import { weatherTool } from "../test-kit.ts";
import { idOf, streams, type Visit, visit } from "./test-visits.ts";

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

const trigger: JsonObject = { type: "compaction_trigger" };
const create = (name: string, body: JsonObject): Visit =>
  visit(name, async (client) => [await client.create({ input: "Say red", ...body })]);

/** Async calls that are answered later or by the name of their tool, compaction triggers, and options. */
export const asyncVisits: readonly Visit[] = [
  streams("async call", { input: "Weather in Rome?", tools }),
  turn("async, unanswered", call, hello),
  turn("async, late", call, hello, { ...output, call_id: "call_1" }),
  turn("async, by name", hello, { ...output, name: weatherTool.name }),
  streams("trigger", { input: [hello, trigger] }),
  create("trigger, not last", { input: [trigger, hello] }),
  visit("trigger, chained", async (client) => {
    const made = await client.create({ input: [hello, trigger] });
    return [await client.create({ input: "Say red", previous_response_id: idOf(made) })];
  }),
  create("cache", { prompt_cache_options: { mode: "explicit" } }),
  create("cache, compared", { prompt_cache_options: { comparison_response_id: "resp_1" } }),
  create("cache, text", { prompt_cache_options: "30m" }),
  create("options", { background: true, background_options: { continuation_id: "a" } }),
  create("options, text", { background: true, background_options: "8h" }),
  create("window", { background_options: { completion_window: "8h" } }),
  streams("window, streamed", {
    input: "Say red",
    background: true,
    background_options: { completion_window: "8h" },
  }),
];
