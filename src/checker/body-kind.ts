import type { HeadInfo, RequestInfo } from "../engine/exchange.ts";
import { stringAt, type Json } from "../json/json.ts";
import { routeOf, type BodyKind } from "../protocol/routes.ts";

/** The kind of the body of an answer, from its status, its request and its `object`. */
export function bodyKindOf(
  request: RequestInfo | undefined,
  head: HeadInfo | undefined,
  value: Json | undefined,
): BodyKind | undefined {
  if (head && head.status >= 400) return "error";
  if (head && head.status >= 300) return undefined;
  const found = request && routeOf(request.method, request.path);
  if (found) return found.route.body;
  const named = stringAt(value, "object");
  if (named === "response") return "response";
  // The answer to an unknown request is most likely a response, unless it says that it is something else.
  return head && !request && named === undefined ? "response" : undefined;
}
