import {
  arrayAt,
  elementsAt,
  isObject,
  type Json,
  objectAt,
  stringAt,
  textAt,
} from "../../json/json.ts";
import { itemRow, items } from "../../protocol/items.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { toolsOfInput } from "../http/request.ts";
import { finalOutput } from "../item/final.ts";

const hosted = [...new Set(items.flatMap(({ tool }) => tool ?? []))];
const isOf = (tool: string) => (type: string) =>
  type === tool || type.startsWith(`${tool}_`) || type.startsWith(`${tool}-`);
/** Tools that make none of these items. */
const others: ReadonlySet<string> = new Set(["function", "custom", "namespace"]);
const isKnown = (type: string): boolean =>
  others.has(type) || hosted.some((tool) => isOf(tool)(type));

const typesOf = (tools: readonly Json[]): string[] =>
  tools.flatMap((tool) => stringAt(tool, "type") ?? []);

/** The labels of the MCP servers among the tools. */
const labelsOf = (tools: readonly Json[]): (string | undefined)[] =>
  tools.flatMap((tool) =>
    stringAt(tool, "type") === "mcp" ? [stringAt(tool, "server_label")] : [],
  );

export default defineRule({
  id: "call/hosted-offered",
  title: "A hosted tool is only used if the request offers it",
  // Open Responses describes no hosted tools.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses/create#tools"],
  messages: {
    tool: "an item of type {{type}} came, but the request offers no tool of type {{tool}}",
    server:
      "an item of type {{type}} names the MCP server {{label}}, which the request does not offer",
  },
  observe({ exchange, state, report, exercised }) {
    const body = exchange.request?.body;
    // A prompt may have tools that nobody shows.
    if (isObject(body) && (body["prompt"] ?? null) !== null) return {};
    const judge = (
      item: Json | undefined,
      response: Json | undefined,
      pointer: string,
      at?: WireEvent,
    ): void => {
      const type = textAt(item, "type");
      const tool = itemRow(type)?.tool;
      if (tool === undefined) return;
      const sent = arrayAt(body, "tools");
      const echo = elementsAt(response, "tools");
      // An endpoint that does not echo its tools says nothing of what was offered.
      if (!isObject(body) && echo.length === 0) return;
      const offered = [...(sent ?? []), ...echo, ...toolsOfInput(body)];
      const types = typesOf(offered);
      // A search may find more tools while the model works.
      if (types.includes("tool_search") && tool !== "tool_search") return;
      exercised();
      if (!types.some(isOf(tool))) {
        // Tools of the endpoint's own may use the items of others: xAI's x_search does.
        if (!types.every(isKnown)) return;
        return report("tool", {
          at,
          pointer: `${pointer}/type`,
          expected:
            types.length === 0
              ? "no item of a tool"
              : `an item of ${[...new Set(types)].join(" or ")}`,
          actual: type,
          args: { type, tool },
          key: type,
        });
      }
      const label = stringAt(item, "server_label");
      if (tool !== "mcp" || label === undefined || labelsOf(offered).includes(label)) return;
      report("server", {
        at,
        pointer: `${pointer}/server_label`,
        expected: labelsOf(offered).join(" or "),
        actual: label,
        args: { type, label },
        key: label,
      });
    };
    return {
      "response.output_item.added": (event) =>
        judge(objectAt(event.payload, "item"), state.latest?.response, "/item", event),
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || final.event) return;
        for (const [index, item] of final.output.entries())
          judge(item, final.response, `${final.pointer}/${index}`);
      },
    };
  },
});
