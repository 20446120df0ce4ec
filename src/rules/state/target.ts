import type { ExchangeInfo, Remembered, Session } from "../../engine/exchange.ts";

/** What a request of the stored-response endpoints is about. */
export interface Target {
  method: string;
  id: string;
  /** What stands behind the id: nothing, or `/input_items`, `/cancel`. */
  rest: string;
  query: Record<string, string>;
  /** What the scenario knows of that response; undefined when it never created one with that id. */
  known: Remembered | undefined;
}

const collections = new Set(["input_tokens", "compact"]);

/** The stored response that an exchange asks for; undefined when it asks for none, or earlier exchanges are not known. */
export function targetOf(exchange: ExchangeInfo, session: Session | undefined): Target | undefined {
  const { request } = exchange;
  if (!request || !session) return undefined;
  const found = /^\/responses\/([^/]+)(\/.*)?$/.exec(request.path);
  if (!found || (request.method === "POST" && collections.has(found[1] ?? ""))) return undefined;
  let id = found[1] ?? "";
  try {
    id = decodeURIComponent(id);
  } catch {
    // An id that is no valid escape is taken as it stands.
  }
  // An id that was given out twice names no response: lifecycle/response-id-unique says so, and nothing can be compared.
  const known = (session.ids.get(id)?.length ?? 0) > 1 ? undefined : session.responses.get(id);
  return { method: request.method, id, rest: found[2] ?? "", query: request.query, known };
}

/** True when the request wants the events of the stored response. */
export const wantsReplay = ({ method, rest, query }: Target): boolean =>
  method === "GET" && rest === "" && query["stream"] === "true";

/** True when the request wants the stored response as JSON. */
export const wantsJson = (target: Target): boolean =>
  target.method === "GET" && target.rest === "" && !wantsReplay(target);

/** Statuses by which an endpoint says that it does not offer a route, or does not know the caller. */
export const notOffered: ReadonlySet<number> = new Set([401, 403, 404, 405, 429, 501]);
