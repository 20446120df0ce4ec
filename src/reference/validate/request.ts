import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { badField, notFound } from "../errors.ts";
import type { CreateRequest } from "../types.ts";
import {
  arrayField,
  booleanField,
  checkDepth,
  choiceField,
  missing,
  numberField,
  objectField,
  requiredString,
  stringField,
  wrongType,
  wrongValue,
} from "./fields.ts";
import { isTrigger, readInput, type InputContext } from "./input.ts";
import { checkSchema } from "./json-schema.ts";
import { checkBackgroundOptions, readCacheOptions } from "./options.ts";
import { readToolChoice, readTools } from "./tools.ts";

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
const tiers = ["auto", "default", "flex", "priority", "scale", "fast", "ultrafast"];

/**
 * Checks a body of POST /responses and fills in the defaults.
 * @throws Refusal for the first field that is missing, of the wrong type or out of range.
 */
export function readRequest(json: Json, context: InputContext): CreateRequest {
  const body = requestBody(json);
  const model = readModel(body);
  const previousId = stringField(body, "previous_response_id");
  const input = readInput(body, context);
  if (input === null && previousId === null) throw missing("input");

  const tools = readTools(body);
  const { choice, shown: toolChoice } = readToolChoice(body, tools);
  const { format, shown: text } = readText(body);
  const reasoning = readReasoning(body);
  const stream = booleanField(body, "stream", false);
  const include = readInclude(body);
  const topLogprobs = numberField(body, "top_logprobs", { min: 0, max: 20, integer: true }) ?? 0;
  const store = booleanField(body, "store", true);
  const background = booleanField(body, "background", false);
  if (background && !store) throw wrongValue("background", "is only allowed if 'store' is true");
  for (const key of ["conversation", "prompt"])
    if ((body[key] ?? null) !== null)
      throw badField(key, "unsupported_parameter", `'${key}' is not supported by this server.`);

  const instructions = stringField(body, "instructions");
  const maxOutputTokens = numberField(body, "max_output_tokens", { min: 16, integer: true });
  const parallel = booleanField(body, "parallel_tool_calls", true);
  const truncation = choiceField(body, "truncation", ["auto", "disabled"]) ?? "disabled";
  const user = stringField(body, "user");
  checkBackgroundOptions(body);
  const cacheOptions = readCacheOptions(body);
  return {
    model,
    input: input?.filter((item) => !isTrigger(item)) ?? [],
    compact: input?.some(isTrigger) ?? false,
    instructions,
    previousId,
    stream,
    store,
    background,
    generate: true,
    obfuscate: readStreamOptions(body, stream),
    logprobs: include.includes("message.output_text.logprobs") ? topLogprobs : null,
    encryptReasoning: include.includes("reasoning.encrypted_content"),
    maxOutputTokens,
    parallel,
    tools,
    toolChoice: choice,
    format,
    reasoning,
    truncation,
    echo: {
      background,
      frequency_penalty: numberField(body, "frequency_penalty", { min: -2, max: 2 }) ?? 0,
      instructions,
      max_output_tokens: maxOutputTokens,
      max_tool_calls: numberField(body, "max_tool_calls", { min: 1, integer: true }),
      metadata: readMetadata(body),
      model,
      parallel_tool_calls: parallel,
      presence_penalty: numberField(body, "presence_penalty", { min: -2, max: 2 }) ?? 0,
      previous_response_id: previousId,
      prompt_cache_key: stringField(body, "prompt_cache_key"),
      reasoning: { ...reasoning },
      safety_identifier: stringField(body, "safety_identifier", "", 64),
      service_tier: choiceField(body, "service_tier", tiers) ?? "default",
      store,
      temperature: numberField(body, "temperature", { min: 0, max: 2 }) ?? 1,
      text,
      tool_choice: toolChoice,
      tools: tools.map((tool) => tool.shown),
      top_logprobs: topLogprobs,
      top_p: numberField(body, "top_p", { min: 0, max: 1 }) ?? 1,
      truncation,
      ...(user === null ? {} : { user }),
      ...(cacheOptions === null ? {} : { prompt_cache_options: cacheOptions }),
    },
  };
}

/** A request body as an object that is not nested too deeply. @throws Refusal */
export function requestBody(json: Json): JsonObject {
  if (!isObject(json)) throw wrongType("body", "a JSON object", json);
  checkDepth(json);
  return json;
}

/** The `model` of a request. @throws Refusal, 404 for the name of a model that does not exist */
export function readModel(body: JsonObject): string {
  const model = requiredString(body, "model", "", 256);
  if (model === "") throw wrongValue("model", "must not be empty");
  if (model.startsWith("no-such-") || model.includes("does-not-exist"))
    throw notFound("model_not_found", `There is no model '${model}' here.`, "model");
  return model;
}

function readStreamOptions(body: JsonObject, stream: boolean): boolean {
  const options = objectField(body, "stream_options");
  if (options === null) return true;
  if (!stream) throw wrongValue("stream_options", "is only allowed if 'stream' is true");
  return booleanField(options, "include_obfuscation", true, "stream_options.");
}

function readInclude(body: JsonObject): string[] {
  return (arrayField(body, "include") ?? []).map((entry, index) => {
    if (typeof entry !== "string") throw wrongType(`include[${index}]`, "a string", entry);
    return entry;
  });
}

function readReasoning(body: JsonObject): CreateRequest["reasoning"] {
  const reasoning = objectField(body, "reasoning") ?? {};
  return {
    effort: choiceField(reasoning, "effort", efforts, "reasoning."),
    summary: choiceField(reasoning, "summary", ["auto", "concise", "detailed"], "reasoning."),
  };
}

function readMetadata(body: JsonObject): JsonObject {
  const metadata = objectField(body, "metadata") ?? {};
  const entries = Object.entries(metadata);
  if (entries.length > 16) throw wrongValue("metadata", "has more than 16 keys");
  for (const [key, value] of entries) {
    if (key.length > 64) throw wrongValue("metadata", "has a key of more than 64 characters");
    if (typeof value !== "string") throw wrongType(`metadata.${key}`, "a string", value ?? null);
    if (value.length > 512) throw wrongValue(`metadata.${key}`, "is longer than 512 characters");
  }
  return metadata;
}

function readText(body: JsonObject): { format: CreateRequest["format"]; shown: JsonObject } {
  const text = objectField(body, "text") ?? {};
  const verbosity = choiceField(text, "verbosity", ["low", "medium", "high"], "text.") ?? "medium";
  const format = objectField(text, "format", "text.") ?? { type: "text" };
  const type = choiceField(format, "type", ["text", "json_object", "json_schema"], "text.format.");
  if (type === null) throw missing("text.format.type");
  if (type !== "json_schema")
    return {
      format: { type: type === "text" ? "text" : "json_object" },
      shown: { format: { type }, verbosity },
    };
  const name = requiredString(format, "name", "text.format.", 64);
  if (!/^[a-zA-Z0-9_-]+$/.test(name))
    throw wrongValue("text.format.name", "must have only letters, digits, underscores and dashes");
  const schema = objectField(format, "schema", "text.format.");
  if (schema === null) throw missing("text.format.schema");
  checkSchema(schema, "text.format.schema");
  const description = stringField(format, "description", "text.format.");
  const strict = booleanField(format, "strict", false, "text.format.");
  return {
    format: { type, schema },
    shown: { format: { type, name, description, schema, strict }, verbosity },
  };
}
