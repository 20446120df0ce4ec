import { type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

/** Items whose statuses OpenAI's document binds clients to; of the hosted tools' many statuses it says less. */
const bound: ReadonlySet<string> = new Set(["message", "function_call", "custom_tool_call"]);

/** What OpenAI's own servers were recorded to send beside the rule, by `phase type status`. */
const recorded: ReadonlySet<string> = new Set([
  "added shell_call_output completed",
  "done image_generation_call generating",
  "done web_search_call searching",
]);

export default defineRule({
  id: "item/status-progression",
  title: "an item is added as in_progress and done as completed or incomplete",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#item-states", "openai:responses-streaming/response/output_item/added"],
  owns: [{ definition: /^items\//, pointer: /\/(item|output\/\d+)\/status$/ }],
  messages: {
    added: "a {{type}} item is added with status {{status}}",
    done: "a {{type}} item is done with status {{status}}",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    const judge = (event: WireEvent, phase: "added" | "done", allowed: readonly string[]): void => {
      const item = objectAt(event.payload, "item");
      const type = stringAt(item, "type") || "nameless";
      const status = stringAt(item, "status");
      if (!item || status === undefined) return;
      exercised();
      if (
        allowed.includes(status) ||
        (dialect.base === "openai" && excused(item, `${phase} ${type} ${status}`))
      )
        return;
      report(phase, {
        at: event,
        pointer: "/item/status",
        expected: allowed.join(" or "),
        actual: status,
        args: { type, status },
        key: `${type} ${status}`,
        ...(dialect.base === "openai" && !bound.has(type) ? { level: "should" } : {}),
      });
    };
    const final =
      dialect.base === "openai"
        ? ["completed", "incomplete", "failed"]
        : ["completed", "incomplete"];
    return {
      "response.output_item.added": (event) => judge(event, "added", ["in_progress"]),
      "response.output_item.done": (event) => {
        if (!state.failing) judge(event, "done", final);
      },
    };
  },
});

function excused(item: JsonObject, said: string): boolean {
  // A function that a program calls stays open until the program has its answer.
  const byProgram = objectAt(item, "caller") !== undefined;
  return recorded.has(said) || (byProgram && said === "done function_call in_progress");
}
