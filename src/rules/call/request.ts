import {
  elementsAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
} from "../../json/json.ts";
import type { ExchangeInfo } from "../../engine/exchange.ts";
import { bringsTools } from "../echo/tools.ts";
import { isCreate, toolsOfInput } from "../http/request.ts";

/** What was asked for: the field of the request, or where the request is not known the response's echo of it. */
export function asked(
  { request }: Readonly<ExchangeInfo>,
  response: JsonObject | undefined,
  field: string,
): Json | undefined {
  const sent = isObject(request?.body) ? request.body[field] : undefined;
  return sent ?? response?.[field];
}

/** True for a function or custom tool, or the choice of one: those are called by name. */
export const isNamed = (tool: Json | undefined): boolean => {
  const type = stringAt(tool, "type");
  return type === "function" || type === "custom";
};

/** A tool that the model may call by name. */
export interface NamedTool {
  type: "function" | "custom";
  name: string;
  /** JSON Schema of the arguments; undefined for a custom tool and where there is none. */
  parameters: JsonObject | undefined;
  strict: boolean;
  /** The namespace that it is in; undefined outside of any, null in a nested one, which nobody says how to name. */
  namespace: string | undefined | null;
}

/** The tools that were offered, by name: a function and a custom tool may share one. */
export type NamedTools = ReadonlyMap<string, readonly NamedTool[]>;

/** Every call of a response looks into the same list; it is read once. */
const known = new WeakMap<object, { tools: NamedTools | undefined }>();

/** Tools that items of the input bring along, and those that the response says it has: loaded late, or of a prompt. */
const alsoOffered = (
  { request }: Readonly<ExchangeInfo>,
  response: JsonObject | undefined,
): readonly Json[] => [
  ...toolsOfInput(request?.body),
  ...(request === undefined ? [] : elementsAt(response, "tools")),
];

/**
 * The functions and custom tools that were offered, also those inside namespaces, those that the input brings along and
 * those that the response lists.
 * @returns undefined where the list is not known, or where more tools may be found while the model works
 */
export function namedTools(
  exchange: Readonly<ExchangeInfo>,
  response: JsonObject | undefined,
): NamedTools | undefined {
  const tools = asked(exchange, response, "tools");
  if (!Array.isArray(tools)) return undefined;
  // An endpoint that does not echo its tools says nothing of what was offered.
  if (tools.length === 0 && tools === response?.["tools"]) return undefined;
  // What the response lists counts as well, so that what was read is kept for that response only.
  const key = response ?? tools;
  let found = known.get(key);
  if (!found)
    known.set(key, (found = { tools: readTools([...tools, ...alsoOffered(exchange, response)]) }));
  return found.tools;
}

/** True if one of the tools is strict, so that the server holds the model to the names and parameters. */
export const isStrict = (tools: NamedTools): boolean =>
  [...tools.values()].some((alike) => alike.some(({ strict }) => strict));

/**
 * True if no tools were offered: not by the request or by items of its input, and the response lists none. Earlier turns
 * and prompts may bring tools that nobody shows.
 */
export function offersNothing(
  exchange: Readonly<ExchangeInfo>,
  response: JsonObject | undefined,
): boolean {
  const body = exchange.request?.body;
  if (!isCreate(exchange) || !isObject(body) || bringsTools(body)) return false;
  return elementsAt(body, "tools").length === 0 && elementsAt(response, "tools").length === 0;
}

function readTools(tools: readonly Json[]): NamedTools | undefined {
  const found = new Map<string, NamedTool[]>();
  const collect = (
    list: readonly Json[],
    depth: number,
    namespace: string | undefined | null,
  ): boolean =>
    list.every((tool) => {
      const type = stringAt(tool, "type");
      const name = stringAt(tool, "name");
      if (type === "tool_search" || depth > 4) return false;
      if (type === "namespace")
        return collect(elementsAt(tool, "tools"), depth + 1, depth === 0 ? (name ?? null) : null);
      if ((type !== "function" && type !== "custom") || name === undefined) return true;
      const strict = isObject(tool) && tool["strict"] === true;
      const parameters = objectAt(tool, "parameters");
      const one: NamedTool = { type, name, parameters, strict, namespace };
      const others = found.get(name);
      if (others) others.push(one);
      else found.set(name, [one]);
      return true;
    });
  return collect(tools, 0, undefined) ? found : undefined;
}
