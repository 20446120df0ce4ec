import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import { badField, notFound } from "../errors.ts";
import { textOfItem } from "../events/items.ts";
import type { MakeId } from "../ids.ts";
import {
  arrayField,
  booleanField,
  choiceField,
  missing,
  requiredString,
  stringField,
  wrongType,
  wrongValue,
} from "./fields.ts";

/** What reading input needs to know from outside: new ids, and the items stored before. */
export interface InputContext {
  makeId: MakeId;
  /** A stored item by id, for `item_reference`. */
  findItem(id: string): JsonObject | undefined;
  /** An empty list is input too. */
  mayBeEmpty?: boolean;
}

const maxItems = 10_000;
const roles = ["user", "assistant", "system", "developer"];
const statuses = ["in_progress", "completed", "incomplete"];

/**
 * The `input` of a request as stored items: each has an id and a status, messages have their content as parts.
 * @returns null when the request has no input.
 * @throws Refusal that names the offending field, such as `input[2].role`.
 */
export function readInput(body: JsonObject, context: InputContext): JsonObject[] | null {
  const input = body["input"] ?? null;
  if (input === null) return null;
  if (typeof input === "string") return [userMessage(input, context)];
  if (!Array.isArray(input)) throw wrongType("input", "a string or an array of items", input);
  if (input.length === 0 && context.mayBeEmpty !== true)
    throw wrongValue("input", "must not be an empty array");
  if (input.length > maxItems) throw wrongValue("input", `has more than ${maxItems} items`);
  const items = input.map((item, index) => readItem(item, `input[${index}]`, context));
  const trigger = items.findIndex(isTrigger);
  if (trigger >= 0 && trigger < items.length - 1)
    throw wrongValue(`input[${trigger}]`, "is a compaction_trigger, which must be the last item");
  return items;
}

/** True for the item that asks for a compaction of all before it. It is no part of the conversation itself. */
export const isTrigger = (item: JsonObject): boolean => item["type"] === "compaction_trigger";

function userMessage(text: string, { makeId }: InputContext): JsonObject {
  return {
    id: makeId("msg"),
    type: "message",
    status: "completed",
    role: "user",
    content: [{ type: "input_text", text }],
  };
}

function readItem(item: Json, at: string, context: InputContext): JsonObject {
  if (!isObject(item)) throw wrongType(at, "an object", item);
  const type =
    stringField(item, "type", `${at}.`) ??
    (item["role"] === undefined ? "item_reference" : "message");
  const id = (prefix: string): string =>
    stringField(item, "id", `${at}.`) || context.makeId(prefix);
  const status = choiceField(item, "status", statuses, `${at}.`) ?? "completed";
  const text = (key: string): string => requiredString(item, key, `${at}.`);
  const callId = (): string => {
    const value = text("call_id");
    if (value === "" || value.length > 64)
      throw wrongValue(`${at}.call_id`, "must have 1 to 64 characters");
    return value;
  };
  switch (type) {
    case "message":
      return { id: id("msg"), type, status, ...readMessage(item, at) };
    case "function_call":
    case "custom_tool_call": {
      const { doneField: field } = textOfItem(type);
      const own = id(type === "function_call" ? "fc" : "ctc");
      const call = { id: own, type, status, call_id: callId(), name: text("name") };
      const async = booleanField(item, "async", false, `${at}.`) ? { async: true } : {};
      return { ...call, ...async, [field]: text(field) };
    }
    case "function_call_output":
    case "custom_tool_call_output": {
      const own = id("fco");
      // An output of a function that names its tool need not name its call.
      const name = type === "function_call_output" ? stringField(item, "name", `${at}.`) : null;
      const unbound = name !== null && (item["call_id"] ?? null) === null;
      const of = unbound ? { name } : { call_id: callId() };
      return { id: own, type, status, ...of, output: readOutput(item, at) };
    }
    case "reasoning":
      return readReasoning(item, at, id("rs"));
    case "compaction":
      return { id: id("cmp"), type, encrypted_content: text("encrypted_content") };
    case "compaction_trigger":
      return { id: id("cmpt"), type };
    case "mcp_approval_response": {
      const approve = item["approve"];
      if (typeof approve !== "boolean")
        throw wrongType(`${at}.approve`, "a boolean", approve ?? null);
      return {
        id: id("mcpa"),
        type,
        approval_request_id: text("approval_request_id"),
        approve,
      };
    }
    case "item_reference": {
      const found = context.findItem(text("id"));
      if (found === undefined)
        throw notFound("item_not_found", `'${at}' refers to an item that is not stored here.`, at);
      return found;
    }
    default:
      throw wrongValue(`${at}.type`, `is an unknown item type: '${type.slice(0, 80)}'`);
  }
}

function readMessage(item: JsonObject, at: string): JsonObject {
  const role = choiceField(item, "role", roles, `${at}.`);
  if (role === null) throw missing(`${at}.role`);
  const content = item["content"] ?? null;
  if (content === null) throw missing(`${at}.content`);
  if (typeof content === "string") {
    const part = { type: "input_text", text: content };
    return { role, content: [role === "assistant" ? outputText(content) : part] };
  }
  if (!Array.isArray(content))
    throw wrongType(`${at}.content`, "a string or an array of parts", content);
  return {
    role,
    content: content.map((part, index) => readPart(part, `${at}.content[${index}]`, role)),
  };
}

function outputText(text: string): JsonObject {
  return { type: "output_text", annotations: [], logprobs: [], text };
}

function readPart(part: Json, at: string, role: string): JsonObject {
  if (!isObject(part)) throw wrongType(at, "an object", part);
  const type = requiredString(part, "type", `${at}.`);
  const allowed =
    role === "assistant" ? ["output_text", "refusal"] : ["input_text", "input_image", "input_file"];
  if (!allowed.includes(type))
    throw wrongValue(
      `${at}.type`,
      `must be one of ${allowed.join(", ")} in a message of role ${role}`,
    );
  if (type === "output_text") return outputText(requiredString(part, "text", `${at}.`));
  if (type === "refusal") return { type, refusal: requiredString(part, "refusal", `${at}.`) };
  return readInputPart(part, type, at);
}

function readInputPart(part: JsonObject, type: string, at: string): JsonObject {
  if (type === "input_text") return { type, text: requiredString(part, "text", `${at}.`) };
  const keep = (keys: string[]): JsonObject => {
    const kept = keys.flatMap((key) => {
      const value = stringField(part, key, `${at}.`, 48 * 2 ** 20);
      return value === null ? [] : [[key, value] as const];
    });
    return Object.fromEntries(kept);
  };
  if (type === "input_image") {
    const detail =
      choiceField(part, "detail", ["low", "high", "auto", "original"], `${at}.`) ?? "auto";
    const source = keep(["image_url", "file_id"]);
    const url = source["image_url"];
    if (Object.keys(source).length === 0) throw missing(`${at}.image_url`);
    if (typeof url === "string" && !/^(https?:|data:image\/)/i.test(url))
      throw badField(
        `${at}.image_url`,
        "invalid_image_url",
        `'${at}.image_url' must be an http(s) or data:image URL.`,
      );
    return { type, image_url: null, ...source, detail };
  }
  const source = keep(["file_id", "file_data", "file_url"]);
  if (Object.keys(source).length === 0) throw missing(`${at}.file_data`);
  return { type, ...keep(["filename"]), ...source };
}

function readOutput(item: JsonObject, at: string): Json {
  const output = item["output"] ?? null;
  if (output === null) throw missing(`${at}.output`);
  if (typeof output === "string") return output;
  if (!Array.isArray(output))
    throw wrongType(`${at}.output`, "a string or an array of parts", output);
  return output.map((part, index) => {
    const where = `${at}.output[${index}]`;
    if (!isObject(part)) throw wrongType(where, "an object", part);
    const type = choiceField(
      part,
      "type",
      ["input_text", "input_image", "input_file"],
      `${where}.`,
    );
    if (type === null) throw missing(`${where}.type`);
    return readInputPart(part, type, where);
  });
}

function readReasoning(item: JsonObject, at: string, id: string): JsonObject {
  const summary = arrayField(item, "summary", `${at}.`);
  if (summary === null) throw missing(`${at}.summary`);
  const texts = (parts: Json[], key: string, type: string): JsonObject[] =>
    parts.map((part, index) => {
      const where = `${at}.${key}[${index}]`;
      if (!isObject(part)) throw wrongType(where, "an object", part);
      return { type, text: requiredString(part, "text", `${where}.`) };
    });
  const encrypted = stringField(item, "encrypted_content", `${at}.`);
  const content = arrayField(item, "content", `${at}.`);
  return {
    id,
    type: "reasoning",
    status: "completed",
    summary: texts(summary, "summary", "summary_text"),
    ...(content === null ? {} : { content: texts(content, "content", "reasoning_text") }),
    ...(encrypted === null ? {} : { encrypted_content: encrypted }),
  };
}
