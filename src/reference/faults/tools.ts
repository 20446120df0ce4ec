import { isObject, type Json, stringAt } from "../../json/json.ts";
import { restoreEcho, rewriteArguments } from "./call-edits.ts";
import { breaks, family } from "./edits.ts";
import { eachItem } from "./request-edits.ts";

const isOutput = (item: Json | undefined): boolean =>
  stringAt(item, "type") === "function_call_output";

const hasGrammar = (tool: Json): boolean =>
  isObject(tool) && stringAt(tool["format"], "type") === "grammar";

/** What the server makes of tools, of the choice among them, and of what they gave. */
export const toolFaults = family("tools", {
  "custom-grammar-ignored": breaks("tools/custom-grammar-regex", {
    title: "The input of a custom tool does not follow its grammar.",
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
  }),
  "custom-output-ignored": breaks("tools/custom-round-trip", {
    title: "The answer after the output of a custom tool ignores the output.",
    request: eachItem((item) =>
      item["type"] === "custom_tool_call_output" ? { ...item, output: "nothing" } : item,
    ),
  }),
  "tool-output-parts-ignored": breaks("tools/output-parts", {
    title: "The model gets only the first part of a tool output that is a list.",
    request: eachItem((item) =>
      isOutput(item) && Array.isArray(item["output"])
        ? { ...item, output: item["output"].slice(0, 1) }
        : item,
    ),
  }),
  "tool-output-empty-refused": breaks("tools/empty-output", {
    title: "An empty tool output is refused.",
    request: eachItem((item) =>
      isOutput(item) && item["output"] === "" ? { ...item, output: 0 } : item,
    ),
  }),
  "tool-output-first-only": breaks("tools/several-rounds", {
    title: "The model gets only the first of several tool outputs.",
    request: eachItem((item, place, all) =>
      isOutput(item) && place > all.findIndex(isOutput) ? { ...item, output: "nothing" } : item,
    ),
  }),
  "calls-side-by-side-refused": breaks("tools/interleaved-history", {
    title: "A call in the input is refused if another call precedes its output.",
    request: eachItem((item, place, all) =>
      item["type"] === "function_call" && stringAt(all[place + 1], "type") === "function_call"
        ? { ...item, type: "function_call_without_output" }
        : item,
    ),
  }),
  "tools-beyond-sixteen-refused": breaks("tools/many-tools", {
    title: "A request with more than 16 tools is refused.",
    request: (body) =>
      Array.isArray(body["tools"]) && body["tools"].length > 16
        ? { ...body, tools: body["tools"].slice(0, 16) }
        : body,
  }),
  "allowed-tools-ignored": breaks("call/tool-choice", {
    title: "A tool is called that is not in allowed_tools.",
    request: (body) => {
      const { tool_choice: choice } = body;
      return isObject(choice) && choice["type"] === "allowed_tools"
        ? { ...body, tool_choice: choice["mode"] ?? "auto" }
        : body;
    },
    events: (events, { sent }) => restoreEcho(events, sent, ["tool_choice"]),
  }),
  "tool-choice-name-ignored": breaks("call/tool-choice", {
    title: "If tool_choice names a function, another function is called.",
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
  }),
  "arguments-beyond-bmp-lost": breaks("call/schema", {
    title: "Characters beyond U+FFFF in arguments become U+FFFD.",
    events: rewriteArguments((text) => text.replace(/[\u{10000}-\u{10FFFF}]/gu, "\uFFFD")),
  }),
  "arguments-nested-extra": breaks("call/schema", {
    title: "An object inside the arguments has a field that its schema does not allow.",
    events: rewriteArguments((text) => text.replace(/(:|\[)\{"/, '$1{"extra":true,"')),
  }),
});
