import { isObject, type Json, stringAt } from "../../json/json.ts";
import { routeOf, type Route } from "../../protocol/routes.ts";
import {
  isUnknownId,
  type ExchangeInfo,
  type Remembered,
  type Session,
} from "../../engine/exchange.ts";

/** What a request of the stored-response endpoints is about. */
export interface Target {
  route: Route["name"];
  id: string;
  query: Record<string, string>;
  /** What the scenario knows of that response; undefined when it never created one with that id, or several. */
  known: Remembered | undefined;
  /** True when no answer of the run gave that id out, so that the endpoint cannot know it. */
  unknown: boolean;
}

/** What is known of a response by its id. One that was given out twice names none: lifecycle/response-id-unique says so. */
export const knownAs = (session: Session, id: string): Remembered | undefined =>
  session.ids.get(id)?.length === 1 ? session.responses.get(id) : undefined;

/** The stored response that an exchange asks for; undefined when it asks for none, or earlier exchanges are not known. */
export function targetOf(exchange: ExchangeInfo, session: Session | undefined): Target | undefined {
  const { request } = exchange;
  if (!request || !session) return undefined;
  const { route, id } = routeOf(request.method, request.path) ?? {};
  if (!route || id === undefined) return undefined;
  const { query } = request;
  return {
    route: route.name,
    id,
    query,
    known: knownAs(session, id),
    unknown: isUnknownId(session, id),
  };
}

/** True for a response that was asked not to be stored. */
export const isUnstored = ({ request: { body } }: Remembered): boolean =>
  isObject(body) && body["store"] === false;

/** True for a response that was asked for in the background. */
export const askedInBackground = ({ request: { body } }: Remembered): boolean =>
  isObject(body) && body["background"] === true;

/** True for a response that came to an end from which a later turn can go on. */
export function endedWell({ response }: Remembered): boolean {
  const status = stringAt(response, "status");
  return status === "completed" || status === "incomplete";
}

/** True when the request wants the events of the stored response. */
export const wantsReplay = ({ route, query }: Target): boolean =>
  route === "retrieve" && query["stream"] === "true";

/** True when the request wants the stored response as JSON. */
export const wantsJson = (target: Target): boolean =>
  target.route === "retrieve" && !wantsReplay(target);

/** True when a body is the response that was asked for, and not merely an answer with a wrong status. */
export const isThatResponse = (value: Json | undefined, { id }: Target): boolean =>
  isObject(value) && value["id"] === id && value["object"] === "response";

/** True for a response that must not be there: it was deleted, or never stored. */
export const isGone = ({ known }: Target): boolean =>
  known !== undefined && (known.deleted || isUnstored(known));
