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
