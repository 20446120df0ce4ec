import {
  arrayAt,
  elementsAt,
  has,
  isObject,
  type Json,
  type JsonObject,
  stringAt,
  textAt,
} from "../../json/json.ts";
import { isSteer, type ExchangeInfo, type RequestInfo } from "../../engine/exchange.ts";
import { routeOf } from "../../protocol/routes.ts";
import type { FramingFact } from "../../wire/types.ts";

const routeNameOf = (request: RequestInfo | undefined): string | undefined =>
  request && routeOf(request.method, request.path)?.route.name;

/** True when the exchange asks for a new response. */
export const isCreate = (exchange: ExchangeInfo): boolean =>
  routeNameOf(exchange.request) === "create" && !isSteer(exchange);

/** True when the request asks for an event stream: a streamed turn, or the replay of one. */
export function wantsStream(exchange: ExchangeInfo): boolean {
  const { request } = exchange;
  if (!request) return false;
  if (isCreate(exchange)) return isObject(request.body) && request.body["stream"] === true;
  return routeNameOf(request) === "retrieve" && request.query["stream"] === "true";
}

/** The type of a content-type header, in lower case and without parameters. */
export const mediaType = (header = ""): string => header.replace(/;.*/, "").trim().toLowerCase();

/** The beginning of a body, for evidence. */
export const gist = (text: string): string => text.trim().slice(0, 200);

/** True for a fact that only a body that is no event stream at all gives: JSON or HTML instead of fields. */
export function isForeignBody(fact: FramingFact): boolean {
  if (fact.events > 0) return false;
  if (fact.kind === "unterminated") return !fact.parsed && /^[\s\uFEFF]*[{[<"]/.test(fact.text);
  return fact.kind === "unknown-field" && /^[\s\uFEFF]*[{}[\]<"]/.test(fact.field);
}

type Check = (value: Json) => boolean;
const text: Check = (value) => typeof value === "string";
const list: Check = (value) => Array.isArray(value);
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

/** JSON types of fields that both references agree on. Null stands for "not set" in all but `input`. */
const types: Record<string, Check> = {
  model: text,
  input: either(text, list),
  stream: (value) => typeof value === "boolean",
  tools: list,
  instructions: either(text, list),
  temperature: (value) => typeof value === "number",
  top_p: (value) => typeof value === "number",
  max_output_tokens: (value) => typeof value === "number",
};

/** Fields one of which a request for a response must have, so that there is something to answer. */
const sources = ["input", "previous_response_id", "prompt", "conversation"];

/**
 * Why a request for a response is malformed beyond doubt, or undefined. Only what the request itself shows counts;
 * whether a model or an earlier response exists cannot be told from it.
 */
export function malformed(exchange: ExchangeInfo): string | undefined {
  if (!isCreate(exchange)) return undefined;
  const body = exchange.request?.body;
  if (body === undefined) return "a body that is not JSON";
  if (!isObject(body)) return "a body that is not a JSON object";
  // A library's user may tell only a part of the request: what is whole names its model.
  if (has(body, "model") && sources.every((field) => body[field] === undefined)) return "no input";
  for (const [field, check] of Object.entries(types)) {
    const value = body[field];
    if (value === undefined || (value === null && field !== "input")) continue;
    if (!check(value)) return `${field} of the wrong type`;
  }
  const unnamed = arrayAt(body, "tools")?.some(
    (tool) => stringAt(tool, "type") === "function" && stringAt(tool, "name") === undefined,
  );
  return unnamed ? "a function tool without a name" : badChoice(body);
}

/** Fields that may bring tools which the request does not show. */
const unseenTools = ["previous_response_id", "conversation", "prompt"];

/** Why the tool_choice of a request cannot be obeyed, or undefined: it is an unknown word, or names no offered function. */
function badChoice(body: JsonObject): string | undefined {
  const { tool_choice: choice } = body;
  if (typeof choice === "string")
    return ["none", "auto", "required"].includes(choice) ? undefined : "an unknown tool_choice";
  const name = stringAt(choice, "name");
  if (stringAt(choice, "type") !== "function" || name === undefined) return undefined;
  if (unseenTools.some((field) => (body[field] ?? null) !== null)) return undefined;
  const tools = [...elementsAt(body, "tools"), ...toolsOfInput(body)];
  // A namespace or a search may have it.
  const known = tools.every(
    (tool) => !["namespace", "tool_search", "mcp"].includes(textAt(tool, "type")),
  );
  return known && tools.length > 0 && !tools.some((tool) => stringAt(tool, "name") === name)
    ? "a tool_choice that names no offered function"
    : undefined;
}

/** Tools that items of the input bring along: found by a search, or added later. */
export const toolsOfInput = (body: Json | undefined): Json[] =>
  elementsAt(body, "input").flatMap((item) =>
    ["additional_tools", "tool_search_output"].includes(textAt(item, "type"))
      ? elementsAt(item, "tools")
      : [],
  );
