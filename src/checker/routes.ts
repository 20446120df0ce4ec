import { idOf, type BodyKind, type HeadInfo, type RequestInfo } from "../engine/exchange.ts";
import { stringAt, type Json } from "../json/json.ts";

/** What a request asks for. */
export interface Route {
  name: "create" | "retrieve" | "cancel" | "delete" | "input_items" | "input_tokens" | "compact";
  /** What the body of a successful answer is. */
  answer: BodyKind;
  /** Id of the stored response that the path ends with, or that `/cancel` follows; else undefined. */
  id: string | undefined;
}

const paths: readonly (readonly [RegExp, Route["name"], BodyKind])[] = [
  [/\/input_items$/, "input_items", "input_items"],
  [/\/input_tokens$/, "input_tokens", "input_tokens"],
  [/\/compact$/, "compact", "compaction"],
  [/^\/responses$/, "create", "response"],
  [/^\/responses\/([^/]+)$/, "retrieve", "response"],
  [/^\/responses\/([^/]+)\/cancel$/, "cancel", "response"],
];

/** The route that a request takes; undefined for one that the API does not have. */
export function routeOf({ method, path }: RequestInfo): Route | undefined {
  const [pattern, name, answer] = paths.find(([one]) => one.test(path)) ?? [];
  const segment = pattern?.exec(path)?.[1];
  const id = segment === undefined ? undefined : idOf(segment);
  if (method === "DELETE")
    return { name: "delete", answer: "deleted", id: name === "retrieve" ? id : undefined };
  return name && answer && { name, answer, id };
}

/** What the body of an answer is, from its status, its request and what it says of itself. */
export function bodyKindOf(
  request: RequestInfo | undefined,
  head: HeadInfo | undefined,
  value: Json | undefined,
): BodyKind | undefined {
  if (head && head.status >= 400) return "error";
  if (head && head.status >= 300) return undefined;
  const route = request && routeOf(request);
  if (route) return route.answer;
  const named = stringAt(value, "object");
  if (named === "response") return "response";
  // The answer to an unknown request is most likely a response, unless it says that it is something else.
  return head && !request && named === undefined ? "response" : undefined;
}
