import {
  arrayAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
} from "../../json/json.ts";
import type { StreamEvent } from "../types.ts";
import { restoreEcho } from "./call-edits.ts";
import { breaks, change, changeItems, family, reshape, setInItems } from "./edits.ts";
import { eachItem } from "./request-edits.ts";

/** A request with another schema in its text format. */
const withSchema =
  (edit: (schema: JsonObject) => Json) =>
  (body: JsonObject): JsonObject => {
    const { text } = body;
    if (!isObject(text) || !isObject(text["format"]) || !isObject(text["format"]["schema"]))
      return body;
    const schema = edit(text["format"]["schema"]);
    return { ...body, text: { ...text, format: { ...text["format"], schema } } };
  };

/** The echo shows the schema that was sent. */
const showSent = (events: StreamEvent[], { sent }: { sent: JsonObject }): StreamEvent[] =>
  isObject(sent["text"]) && isObject(sent["text"]["format"]) && "schema" in sent["text"]["format"]
    ? restoreEcho(events, { text: { ...sent["text"], verbosity: "medium" } }, ["text"])
    : events;

const refusalAsText = (part: Json | undefined): Json => ({
  type: "output_text",
  text: stringAt(part, "refusal") ?? "",
  annotations: [],
  logprobs: [],
});
const isRefusal = (part: Json | undefined): boolean => stringAt(part, "type") === "refusal";

/** Answers in a JSON format, and reasoning. */
export const formatFaults = family("formats", {
  "structured-unicode-lost": breaks("structured/valid", {
    title: "Characters outside ASCII in keys of a JSON format are sent as question marks.",
    request: withSchema(
      (schema) => JSON.parse(JSON.stringify(schema).replace(/[^ -~]/g, "?")) as Json,
    ),
    events: showSent,
  }),
  "structured-nested-ignored": breaks("structured/valid", {
    title: "Objects inside a JSON format are sent empty.",
    request: withSchema((schema) => ({
      ...schema,
      properties: flattened(schema["properties"]),
    })),
    events: showSent,
  }),
  "structured-definitions-ignored": breaks("structured/valid", {
    title: "The references of a JSON Schema are ignored.",
    request: withSchema(
      (schema) =>
        JSON.parse(JSON.stringify(schema).replace(/"\$ref":"[^"]*"/g, '"type":"string"')) as Json,
    ),
    events: showSent,
  }),
  "structured-lost": breaks("structured/valid", {
    title: "The text of an answer in a JSON format is counted, but the output has no message.",
    events: (events, { sent }) => {
      const format = stringAt(objectAt(sent["text"], "format"), "type") ?? "text";
      if (format === "text") return events;
      return reshape((all) => {
        for (const event of all) arrayAt(event["response"], "output")?.splice(0);
        return all.filter(({ type }) => !/\.(output_item|content_part|output_text)\./.test(type));
      })(events);
    },
  }),
  "refusal-as-text": breaks("structured/valid", {
    title: "A refusal is sent as ordinary text.",
    events: (events) => {
      change("response.refusal.delta", (event) => {
        event.type = "response.output_text.delta";
        event["logprobs"] = [];
      })(events);
      change("response.refusal.done", (event) => {
        event.type = "response.output_text.done";
        Object.assign(event, { text: event["refusal"], logprobs: [] });
        delete event["refusal"];
      })(events);
      change(
        (event) => isRefusal(event["part"]),
        (event) => void (event["part"] = refusalAsText(event["part"])),
      )(events);
      return changeItems((item) => {
        const { content } = item;
        if (Array.isArray(content))
          item["content"] = content.map((part) => (isRefusal(part) ? refusalAsText(part) : part));
      })(events);
    },
  }),
  "schema-nonsense-accepted": breaks("structured/invalid-schema", {
    title: "A JSON Schema with an unknown type is accepted.",
    request: (body) => {
      const text = JSON.stringify(body);
      return text.includes('"smell"')
        ? (JSON.parse(text.replaceAll('"smell"', '"string"')) as JsonObject)
        : body;
    },
  }),
  "format-unknown-accepted": breaks("structured/unknown-format", {
    title: "A text format that is not valid is ignored.",
    request: (body) => {
      const { text, ...rest } = body;
      if (!isObject(text) || !isObject(text["format"])) return body;
      const { type, schema } = text["format"];
      const usable = ["text", "json_object"].includes(String(type)) || isObject(schema);
      return usable ? body : rest;
    },
  }),
  "encrypted-content-readable": breaks("reasoning/encrypted-opaque", {
    title: "encrypted_content is the input of the request in base64.",
    events: (events, { sent }) =>
      changeItems((item) => {
        if (item["encrypted_content"])
          item["encrypted_content"] = Buffer.from(JSON.stringify(sent["input"])).toString("base64");
      })(events),
  }),
  "encrypted-content-missing": breaks("reasoning/encrypted", {
    title: "Reasoning has no encrypted content although the request includes it.",
    events: setInItems({ encrypted_content: undefined }),
  }),
  "reasoning-input-refused": breaks("reasoning/replayed", {
    title: "Reasoning items are refused as input.",
    request: eachItem((item) =>
      item["type"] === "reasoning" ? { ...item, type: "unsupported:reasoning" } : item,
    ),
  }),
  "effort-high-refused": breaks("reasoning/effort-high", {
    title: "Efforts above low are refused.",
    request: (body) => {
      const effort = stringAt(body["reasoning"], "effort");
      return effort === "medium" || effort === "high"
        ? { ...body, reasoning: { effort: `${effort}-unsupported` } }
        : body;
    },
  }),
  "effort-unknown-accepted": breaks("reasoning/effort-unknown", {
    title: "An unknown reasoning effort is ignored.",
    request: (body) =>
      stringAt(body["reasoning"], "effort") === "heroic" ? { ...body, reasoning: null } : body,
  }),
});

function flattened(properties: Json | undefined): Json {
  if (!isObject(properties)) return {};
  const inner = (one: Json | undefined): Json => {
    if (!isObject(one)) return one ?? null;
    if (one["type"] === "object") return { type: "object" };
    return one["type"] === "array" ? { ...one, items: inner(one["items"]) } : one;
  };
  return Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, inner(one)]));
}
