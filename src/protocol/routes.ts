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

const route = (
  name: Route["name"],
  method: Route["method"],
  path: Route["path"],
  body: BodyKind,
  rest: Pick<Route, "capability" | "costsTokens"> = {},
): Route => ({ name, method, path, body, ...rest });

/** Every route, one row each. No method has two paths that match the same request. */
export const routes: readonly Route[] = [
  route("create", "POST", "/responses", "response", { costsTokens: true }),
  route("retrieve", "GET", "/responses/{id}", "response", { capability: "retrieve" }),
  route("delete", "DELETE", "/responses/{id}", "deleted", { capability: "delete" }),
  route("cancel", "POST", "/responses/{id}/cancel", "response", { capability: "cancel" }),
  route("input_items", "GET", "/responses/{id}/input_items", "input_items", {
    capability: "input-items",
  }),
  route("compact", "POST", "/responses/compact", "compaction", {
    capability: "compact",
    costsTokens: true,
  }),
  route("input_tokens", "POST", "/responses/input_tokens", "input_tokens", {
    capability: "input-tokens",
  }),
];

// A scenario writes `{$steps.ask.response#/id}` for an id that it does not know yet: that is one segment too.
const patterns = routes.map((row) => ({
  row,
  pattern: new RegExp(`^${row.path.replace("{id}", String.raw`((?:\{[^}]*\}|[^/{])+)`)}$`),
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
  const bare = path.replace(/\?.*/s, "");
  for (const { row, pattern } of patterns) {
    const found = row.method === method ? pattern.exec(bare) : null;
    if (found) return { route: row, id: found[1] === undefined ? undefined : decode(found[1]) };
  }
  return undefined;
}

/** The method and the path of a request to a route, `id` in the place of `{id}`. */
export function requestTo(name: Route["name"], id = ""): Pick<Route, "method" | "path"> {
  const found = routes.find((row) => row.name === name) as Route;
  const { method, path } = found;
  return { method, path: path.replace("{id}", id) as Route["path"] };
}
