/** What the JSON body of a successful answer is; `error` is that of every other one. */
export type BodyKind =
  | "response"
  | "error"
  | "deleted"
  | "input_items"
  | "compaction"
  | "input_tokens";

/** An HTTP route of the protocol, below the base URL. */
export interface Route {
  name: "create" | "retrieve" | "delete" | "cancel" | "input_items" | "compact" | "input_tokens";
  method: "GET" | "POST" | "DELETE";
  /** `{id}` is the id of a stored response. */
  path: `/responses${string}`;
  /** The capability that a server needs for it; undefined for what every server has. */
  capability?: "retrieve" | "delete" | "cancel" | "input-items" | "compact" | "input-tokens";
  body: BodyKind;
  /** A model answers, which costs tokens. */
  costsTokens?: true;
}

/** Every route, one row each. No method has a fixed path that `{id}` of an earlier row would match, too. */
export const routes: readonly Route[] = [
  { name: "create", method: "POST", path: "/responses", body: "response", costsTokens: true },
  {
    name: "retrieve",
    method: "GET",
    path: "/responses/{id}",
    capability: "retrieve",
    body: "response",
  },
  {
    name: "delete",
    method: "DELETE",
    path: "/responses/{id}",
    capability: "delete",
    body: "deleted",
  },
  {
    name: "cancel",
    method: "POST",
    path: "/responses/{id}/cancel",
    capability: "cancel",
    body: "response",
  },
  {
    name: "input_items",
    method: "GET",
    path: "/responses/{id}/input_items",
    capability: "input-items",
    body: "input_items",
  },
  {
    name: "compact",
    method: "POST",
    path: "/responses/compact",
    capability: "compact",
    body: "compaction",
    costsTokens: true,
  },
  {
    name: "input_tokens",
    method: "POST",
    path: "/responses/input_tokens",
    capability: "input-tokens",
    body: "input_tokens",
  },
];

// A scenario writes `{$steps.ask.response#/id}` for an id that it does not know yet: that is one segment too.
const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace("{id}", String.raw`((?:\{[^}]*\}|[^/{])+)`)}$`),
}));

/** A segment of a path without percent signs. One that is malformed is taken as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * The route that a request addresses, and the id of the stored response that its path names.
 * @param path below the base URL; a query is ignored
 * @returns undefined for a request that is not part of the protocol
 */
export function routeOf(
  method: string,
  path: string,
): { route: Route; id: string | undefined } | undefined {
  const [bare = ""] = path.split("?", 1);
  for (const { route, pattern } of patterns) {
    const found = route.method === method ? pattern.exec(bare) : null;
    if (found) return { route, id: found[1] === undefined ? undefined : decode(found[1]) };
  }
  return undefined;
}
