import { isObject, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import { restoreEcho, rewriteArguments } from "./call-edits.ts";
import { family } from "./edits.ts";

/** An edit of each input item of a request that has a list of them. */
const eachItem =
  (edit: (item: JsonObject, place: number, all: Json[]) => JsonObject) =>
  (body: JsonObject): JsonObject => {
    const { input } = body;
    if (!Array.isArray(input)) return body;
    return {
      ...body,
      input: input.map((item, place) => (isObject(item) ? edit(item, place, input) : item)),
    };
  };

const isOutput = (item: Json | undefined): boolean =>
  stringAt(item, "type") === "function_call_output";

const hasGrammar = (tool: Json): boolean =>
  isObject(tool) && stringAt(tool["format"], "type") === "grammar";

/** What the server makes of tools, of the choice among them, and of what they gave. */
export const toolFaults = family("tools", [
  {
    id: "custom-grammar-ignored",
    title: "The input of a custom tool does not follow its grammar.",
    breaks: "tools/custom-grammar-regex",
    request: (body) =>
      Array.isArray(body["tools"]) && body["tools"].some(hasGrammar)
        ? {
            ...body,
            tools: body["tools"].map((tool) =>
              isObject(tool) && hasGrammar(tool) ? { ...tool, format: { type: "text" } } : tool,
            ),
          }
        : body,
    events: (events, { sent }) =>
      Array.isArray(sent["tools"]) && sent["tools"].some(hasGrammar)
        ? restoreEcho(events, sent, ["tools"])
        : events,
  },
  {
    id: "custom-output-ignored",
    title: "The answer after the output of a custom tool knows nothing of it.",
    breaks: "tools/custom-round-trip",
    request: eachItem((item) =>
      item["type"] === "custom_tool_call_output" ? { ...item, output: "nothing" } : item,
    ),
  },
  {
    id: "tool-output-parts-ignored",
    title: "Only the first part of a tool output that is a list reaches the model.",
    breaks: "tools/output-parts",
    request: eachItem((item) =>
      isOutput(item) && Array.isArray(item["output"])
        ? { ...item, output: item["output"].slice(0, 1) }
        : item,
    ),
  },
  {
    id: "tool-output-empty-refused",
    title: "An empty tool output is refused.",
    breaks: "tools/empty-output",
    request: eachItem((item) =>
      isOutput(item) && item["output"] === "" ? { ...item, output: 0 } : item,
    ),
  },
  {
    id: "tool-output-first-only",
    title: "Of several tool outputs the model is told the first one alone.",
    breaks: "tools/several-rounds",
    request: eachItem((item, place, all) =>
      isOutput(item) && place > all.findIndex(isOutput) ? { ...item, output: "nothing" } : item,
    ),
  },
  {
    id: "calls-side-by-side-refused",
    title: "A call in the input is refused when another one comes before its output.",
    breaks: "tools/interleaved-history",
    request: eachItem((item, place, all) =>
      item["type"] === "function_call" && stringAt(all[place + 1], "type") === "function_call"
        ? { ...item, type: "function_call_without_output" }
        : item,
    ),
  },
  {
    id: "tools-beyond-sixteen-refused",
    title: "A request with more than 16 tools is refused.",
    breaks: "tools/many-tools",
    request: (body) =>
      Array.isArray(body["tools"]) && body["tools"].length > 16
        ? { ...body, tools: body["tools"].slice(0, 16) }
        : body,
  },
  {
    id: "allowed-tools-ignored",
    title: "A tool is called that allowed_tools does not name.",
    breaks: "call/tool-choice",
    request: (body) => {
      const { tool_choice: choice } = body;
      return isObject(choice) && choice["type"] === "allowed_tools"
        ? { ...body, tool_choice: choice["mode"] ?? "auto" }
        : body;
    },
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  },
  {
    id: "tool-choice-name-ignored",
    title: "With a named function another one is called.",
    breaks: "call/tool-choice",
    request: (body) => {
      const { tool_choice: choice, tools } = body;
      const named =
        isObject(choice) &&
        choice["type"] === "function" &&
        Array.isArray(tools) &&
        tools.some((tool) => stringAt(tool, "name") === choice["name"]);
      return named ? { ...body, tool_choice: "required" } : body;
    },
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  },
  {
    id: "arguments-beyond-bmp-lost",
    title: "Characters beyond U+FFFF in arguments become U+FFFD.",
    breaks: "call/schema",
    events: rewriteArguments((text) => text.replace(/[\u{10000}-\u{10FFFF}]/gu, "\uFFFD")),
  },
  {
    id: "arguments-nested-extra",
    title: "An object inside the arguments has a field that its schema does not allow.",
    breaks: "call/schema",
    events: rewriteArguments((text) => text.replace(/(:|\[)\{"/, '$1{"extra":true,"')),
  },
]);
