import { isObject, type JsonObject } from "../../json/json.ts";
import { family } from "./edits.ts";

/** Malformed requests that the server repairs instead of refusing them. */
export const lenientFaults = family("requests", [
  {
    id: "missing-model-accepted",
    title: "A request without a model is served.",
    breaks: "errors/missing-model",
    request: (body) => (body["model"] === undefined ? { ...body, model: "reference-model" } : body),
  },
  {
    id: "missing-input-accepted",
    title: "A request without input is served.",
    breaks: "errors/missing-input",
    request: (body) =>
      body["input"] === undefined && body["previous_response_id"] === undefined
        ? { ...body, input: "" }
        : body,
  },
  {
    id: "wrong-types-accepted",
    title: "A temperature that is a string and an input that is a number are served.",
    breaks: "errors/temperature-text",
    request: (body) => ({
      ...body,
      ...(typeof body["temperature"] === "string"
        ? { temperature: Number(body["temperature"]) || 1 }
        : {}),
      ...(typeof body["input"] === "number" ? { input: String(body["input"]) } : {}),
    }),
  },
  {
    id: "unknown-role-accepted",
    title: "A message of an unknown role is served.",
    breaks: "errors/unknown-role",
    request: (body) => ({
      ...body,
      input: Array.isArray(body["input"])
        ? body["input"].map((item) => withKnownRole(item))
        : body["input"],
    }),
  },
  {
    id: "unknown-item-accepted",
    title: "An input item of an unknown type is passed over.",
    breaks: "errors/unknown-item",
    request: (body) => inputEdit(body, (item) => item["type"] !== "telepathy"),
  },
  {
    id: "numbers-among-items-accepted",
    title: "Input items that are no objects are passed over.",
    breaks: "errors/input-item-number",
    request: (body) => inputEdit(body, () => true),
  },
  {
    id: "unknown-part-accepted",
    title: "A content part of an unknown type is read as text.",
    breaks: "errors/unknown-part",
    request: (body) => ({
      ...body,
      ...(Array.isArray(body["input"])
        ? {
            input: JSON.parse(
              JSON.stringify(body["input"]).replaceAll("input_smell", "input_text"),
            ),
          }
        : {}),
    }),
  },
  {
    id: "max-output-tokens-text-accepted",
    title: "A max_output_tokens that is a string is passed over.",
    breaks: "errors/max-output-tokens-text",
    request: ({ max_output_tokens: limit, ...body }) =>
      typeof limit === "string" || limit === undefined
        ? body
        : { ...body, max_output_tokens: limit },
  },
  {
    id: "tools-unusable-accepted",
    title: "Tools that are no list, or have no name, are passed over.",
    breaks: "errors/unnamed-tool",
    request: (body) => {
      const { tools, ...rest } = body;
      if (tools === undefined) return body;
      return Array.isArray(tools)
        ? { ...rest, tools: tools.filter((tool) => isObject(tool) && "name" in tool) }
        : rest;
    },
  },
  {
    id: "tool-choice-unknown-accepted",
    title: "A tool_choice that does not exist counts as auto.",
    breaks: "errors/tool-choice-text",
    request: (body) =>
      typeof body["tool_choice"] === "string" &&
      !["auto", "none", "required"].includes(body["tool_choice"])
        ? { ...body, tool_choice: "auto" }
        : body,
  },
  {
    id: "metadata-overlong-accepted",
    title: "Of more than 16 pairs of metadata the first 16 are taken.",
    breaks: "errors/metadata-too-many",
    request: (body) => {
      const { metadata } = body;
      return isObject(metadata)
        ? { ...body, metadata: Object.fromEntries(Object.entries(metadata).slice(0, 16)) }
        : body;
    },
  },
  {
    id: "content-type-ignored",
    title: "A body is read as JSON whatever its content type.",
    breaks: "errors/wrong-content-type",
    quirks: ["any-content-type"],
  },
  {
    id: "unknown-model-accepted",
    title: "A model that does not exist answers.",
    breaks: "errors/unknown-model",
    request: (body) =>
      /^no-such-|does-not-exist/.test(String(body["model"]))
        ? { ...body, model: "reference-model" }
        : body,
  },
  {
    id: "unknown-tool-choice-accepted",
    title: "A tool_choice of a function that is not offered is served.",
    breaks: "errors/unknown-tool-choice",
    request: (body) => {
      const { tools, tool_choice: choice } = body;
      const known =
        Array.isArray(tools) &&
        isObject(choice) &&
        tools.some((tool) => isObject(tool) && tool["name"] === choice["name"]);
      return isObject(choice) && choice["type"] === "function" && !known
        ? { ...body, tool_choice: "auto" }
        : body;
    },
  },
  {
    id: "developer-role-refused",
    title: "Messages of role developer are refused.",
    breaks: "core/developer-message",
    request: (body) => ({
      ...body,
      input: Array.isArray(body["input"]) ? body["input"].map(withoutDeveloper) : body["input"],
    }),
  },
]);

/** The input without what is no object, and with those items that are kept. */
function inputEdit(body: JsonObject, keep: (item: JsonObject) => boolean): JsonObject {
  const { input } = body;
  if (!Array.isArray(input)) return body;
  const items = input.filter((item) => isObject(item) && keep(item));
  return { ...body, input: items.length === 0 ? "nothing" : items };
}

const roles = new Set(["user", "assistant", "system", "developer"]);

function withKnownRole(item: JsonObject[string]): JsonObject {
  if (!isObject(item)) return {};
  return typeof item["role"] === "string" && !roles.has(item["role"])
    ? { ...item, role: "user" }
    : item;
}

function withoutDeveloper(item: JsonObject[string]): JsonObject {
  if (!isObject(item)) return {};
  return item["role"] === "developer" ? { ...item, role: "unsupported:developer" } : item;
}
