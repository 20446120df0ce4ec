import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { isHosted } from "../model/hosted.ts";
import { type Grammar, textOf } from "../model/grammar.ts";
import type { Tool, ToolChoice } from "../types.ts";
import {
  arrayField,
  booleanField,
  choiceField,
  missing,
  objectField,
  requiredString,
  stringField,
} from "./fields.ts";
import { wrongType, wrongValue } from "./fields.ts";

/** The tools of a request. @throws Refusal that names the tool by its place, such as `tools[0].name`. */
export function readTools(body: JsonObject): Tool[] {
  const tools = arrayField(body, "tools") ?? [];
  if (tools.length > 1024) throw wrongValue("tools", "has more than 1024 entries");
  return tools.map((tool, index) => readTool(tool, `tools[${index}]`));
}

function readTool(tool: Json, at: string): Tool {
  if (!isObject(tool)) throw wrongType(at, "an object", tool);
  const type = requiredString(tool, "type", `${at}.`);
  if (isHosted(type)) return readHosted(tool, type, at);
  if (type !== "function" && type !== "custom")
    throw wrongValue(
      `${at}.type`,
      `must be function, custom or a hosted tool of this server, but it is '${type.slice(0, 80)}'`,
    );
  const name = requiredString(tool, "name", `${at}.`);
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
    throw wrongValue(`${at}.name`, "must have 1 to 64 letters, digits, underscores or dashes");
  const description = stringField(tool, "description", `${at}.`);
  const async = tool["async"] ?? false;
  if (typeof async !== "boolean") throw wrongType(`${at}.async`, "a boolean", async);
  if (type === "custom") {
    const format = objectField(tool, "format", `${at}.`) ?? { type: "text" };
    return {
      kind: type,
      name,
      parameters: {},
      grammar: readGrammar(format, `${at}.format.`),
      async,
      shown: {
        type,
        name,
        description: description ?? "",
        format,
        ...(async ? { async } : {}),
      },
    };
  }
  const parameters = objectField(tool, "parameters", `${at}.`);
  const strict = booleanField(tool, "strict", true, `${at}.`);
  return {
    kind: type,
    name,
    parameters: parameters ?? {},
    grammar: null,
    async,
    shown: {
      ...tool,
      type,
      name,
      description,
      parameters,
      strict,
      ...("async" in tool ? { async } : {}),
    },
  };
}

/** A tool that this server runs itself: it goes by its type, and comes back as it was sent. */
function readHosted(tool: JsonObject, type: string, at: string): Tool {
  if (type === "mcp") requiredString(tool, "server_label", `${at}.`);
  if (type === "file_search" && arrayField(tool, "vector_store_ids", `${at}.`) === null)
    throw missing(`${at}.vector_store_ids`);
  if (type === "code_interpreter" && (tool["container"] ?? null) === null)
    throw missing(`${at}.container`);
  return {
    kind: "hosted",
    name: type,
    parameters: {},
    grammar: null,
    async: false,
    shown: { ...tool, type },
  };
}

/** What the input of a custom tool has to follow. @throws Refusal for a grammar that cannot be followed */
function readGrammar(format: JsonObject, at: string): Grammar | null {
  const type = choiceField(format, "type", ["text", "grammar"], at);
  if (type === null) throw missing(`${at}type`);
  if (type === "text") return null;
  const syntax = choiceField(format, "syntax", ["lark", "regex"], at);
  if (syntax === null) throw missing(`${at}syntax`);
  const definition = requiredString(format, "definition", at);
  const grammar: Grammar = { syntax: syntax === "lark" ? "lark" : "regex", definition };
  if (textOf(grammar) === undefined)
    throw wrongValue(`${at}definition`, `is not a ${syntax} grammar that this server supports`);
  return grammar;
}

/** How a tool choice reads, and how the response shows it. */
export interface ReadChoice {
  choice: ToolChoice;
  shown: Json;
}

/**
 * The `tool_choice` of a request.
 * @throws Refusal when it names a tool that the request does not offer, or asks for a call without any tool.
 */
export function readToolChoice(body: JsonObject, tools: Tool[]): ReadChoice {
  const value = body["tool_choice"] ?? "auto";
  if (typeof value === "string") {
    const mode = choiceField(body, "tool_choice", ["auto", "none", "required"]) ?? "auto";
    if (mode === "required" && tools.length === 0)
      throw wrongValue("tool_choice", "is 'required', but the request offers no tools");
    return { choice: { mode: mode as ToolChoice["mode"], only: null }, shown: mode };
  }
  if (!isObject(value)) throw wrongType("tool_choice", "a string or an object", value);
  const type = requiredString(value, "type", "tool_choice.");
  if (type === "function" || type === "custom") {
    const name = offered(value, "tool_choice.", type, tools);
    return { choice: { mode: "required", only: [name] }, shown: { type, name } };
  }
  if (tools.some((tool) => tool.kind === "hosted" && tool.name === type))
    return { choice: { mode: "required", only: [type] }, shown: value };
  if (type !== "allowed_tools")
    throw wrongValue(
      "tool_choice.type",
      `must be function, custom or allowed_tools, but it is '${type.slice(0, 80)}'`,
    );
  return readAllowed(value, tools);
}

function readAllowed(value: JsonObject, tools: Tool[]): ReadChoice {
  const listed = arrayField(value, "tools", "tool_choice.");
  if (listed === null) throw missing("tool_choice.tools");
  if (listed.length === 0) throw wrongValue("tool_choice.tools", "must not be empty");
  const mode = choiceField(value, "mode", ["auto", "none", "required"], "tool_choice.") ?? "auto";
  const shown = listed.map((entry, index) => {
    const at = `tool_choice.tools[${index}]`;
    if (!isObject(entry)) throw wrongType(at, "an object", entry);
    const type = requiredString(entry, "type", `${at}.`);
    return { type, name: offered(entry, `${at}.`, type, tools) };
  });
  return {
    choice: { mode: mode as ToolChoice["mode"], only: shown.map(({ name }) => name) },
    shown: { type: "allowed_tools", mode, tools: shown },
  };
}

function offered(entry: JsonObject, at: string, kind: string, tools: Tool[]): string {
  const name = requiredString(entry, "name", at);
  if (!tools.some((tool) => tool.name === name && tool.kind === kind))
    throw wrongValue(`${at}name`, `names a tool that is not in 'tools': '${name.slice(0, 80)}'`);
  return name;
}
