import { isObject, type JsonObject } from "../../json/json.ts";
import { breaks, family } from "./edits.ts";
import { eachItem, eachPart, onItems } from "./request-edits.ts";
import type { Hooks } from "./types.ts";

const roles = new Set(["user", "assistant", "system", "developer"]);

/** Passes over what is no object, and over items that are not kept. */
const keepItems = (keep: (item: JsonObject) => boolean): NonNullable<Hooks["request"]> =>
  onItems((items) => {
    const kept = items.filter((item) => isObject(item) && keep(item));
    return kept.length === 0 ? "nothing" : kept;
  });

/** Malformed requests that the server repairs instead of refusing them. */
export const lenientFaults = family("requests", {
  "missing-input-accepted": breaks("http/error-status", {
    title: "A request without input is served.",
    request: (body) =>
      body["input"] === undefined && body["previous_response_id"] === undefined
        ? { ...body, input: "" }
        : body,
  }),
  "wrong-types-accepted": breaks("http/error-status", {
    title: "A temperature that is a string and an input that is a number are served.",
    request: (body) => ({
      ...body,
      ...(typeof body["temperature"] === "string"
        ? { temperature: Number(body["temperature"]) || 1 }
        : {}),
      ...(typeof body["input"] === "number" ? { input: String(body["input"]) } : {}),
    }),
  }),
  "unknown-role-accepted": breaks("errors/unknown-role", {
    title: "A message of an unknown role is served.",
    request: eachItem((item) =>
      typeof item["role"] === "string" && !roles.has(item["role"])
        ? { ...item, role: "user" }
        : item,
    ),
  }),
  "unknown-item-accepted": breaks("errors/unknown-item", {
    title: "An input item of an unknown type is ignored.",
    request: keepItems((item) => item["type"] !== "telepathy"),
  }),
  "numbers-among-items-accepted": breaks("errors/input-item-number", {
    title: "Input items that are not objects are ignored.",
    request: keepItems(() => true),
  }),
  "unknown-part-accepted": breaks("errors/unknown-part", {
    title: "A content part of an unknown type is read as text.",
    request: eachPart((part) =>
      part["type"] === "input_smell" ? { ...part, type: "input_text" } : part,
    ),
  }),
  "max-output-tokens-text-accepted": breaks("http/error-status", {
    title: "A max_output_tokens that is a string is ignored.",
    request: ({ max_output_tokens: limit, ...body }) =>
      typeof limit === "string" || limit === undefined
        ? body
        : { ...body, max_output_tokens: limit },
  }),
  "tools-unusable-accepted": breaks("http/error-status", {
    title: "Tools that are not a list, or have no name, are ignored.",
    request: (body) => {
      const { tools, ...rest } = body;
      if (tools === undefined) return body;
      return Array.isArray(tools)
        ? { ...rest, tools: tools.filter((tool) => isObject(tool) && "name" in tool) }
        : rest;
    },
  }),
  "tool-choice-unknown-accepted": breaks("http/error-status", {
    title: "An unknown tool_choice is treated as auto.",
    request: (body) =>
      typeof body["tool_choice"] === "string" &&
      !["auto", "none", "required"].includes(body["tool_choice"])
        ? { ...body, tool_choice: "auto" }
        : body,
  }),
  "metadata-overlong-accepted": breaks("errors/metadata-too-many", {
    title: "If metadata has more than 16 pairs, only the first 16 are kept.",
    request: (body) => {
      const { metadata } = body;
      return isObject(metadata)
        ? { ...body, metadata: Object.fromEntries(Object.entries(metadata).slice(0, 16)) }
        : body;
    },
  }),
  "content-type-ignored": breaks("errors/wrong-content-type", {
    title: "A body is read as JSON with any content type.",
    quirks: ["any-content-type"],
  }),
  "unknown-model-accepted": breaks("errors/unknown-model", {
    title: "A request with an unknown model is served.",
    request: (body) =>
      /^no-such-|does-not-exist/.test(String(body["model"]))
        ? { ...body, model: "reference-model" }
        : body,
  }),
  "unknown-tool-choice-accepted": breaks("http/error-status", {
    title: "A tool_choice of a function that is not offered is served.",
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
  }),
  "developer-role-refused": breaks("core/developer-message", {
    title: "Messages of role developer are refused.",
    request: eachItem((item) =>
      item["role"] === "developer" ? { ...item, role: "unsupported:developer" } : item,
    ),
  }),
});
