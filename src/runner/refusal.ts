import { isObject, objectAt, stringAt } from "../json/json.ts";
import { show } from "../json/show.ts";
import { errorWords } from "../protocol/error-words.ts";
import { isRouteMissing } from "../protocol/http-statuses.ts";
import type { Observed } from "../scenario/observed.ts";

/** The error message of a refusal, or undefined if it has no readable one. */
export const refusalMessage = ({ body }: Observed): string | undefined => errorWords(body);

/** `400: "tools are not supported"`. */
export function describeRefusal(observed: Observed): string {
  const message = refusalMessage(observed);
  return message === undefined
    ? String(observed.status)
    : `${observed.status}: ${show(message, 1000)}`;
}

/**
 * True when an answer says properly that something is not offered: a 4xx with an error object, or the statuses of an
 * unknown route, whatever their body.
 */
export function isProperRefusal(observed: Observed): boolean {
  const { status, body } = observed;
  if (isRouteMissing(status)) return true;
  const error = isObject(body) ? objectAt(body, "error") : undefined;
  return status >= 400 && status < 500 && stringAt(error, "message") !== undefined;
}
