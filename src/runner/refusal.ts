import { elementsAt, isObject, objectAt, stringAt, type JsonObject } from "../json/json.ts";
import { show } from "../json/show.ts";
import { isRouteMissing } from "../protocol/http-statuses.ts";
import type { Observed } from "../scenario/observed.ts";

/** The error message of a refusal, or undefined if it has no readable one. */
export function refusalMessage({ body }: Observed): string | undefined {
  if (!isObject(body)) return undefined;
  return (
    stringAt(body["error"], "message") ??
    stringAt(body, "error") ??
    stringAt(body, "message") ??
    stringAt(body, "detail") ??
    detailsOf(body)
  );
}

/** The form in which FastAPI refuses a body: `body.tools: Extra inputs are not permitted`. */
function detailsOf(body: JsonObject): string | undefined {
  const told = elementsAt(body, "detail").flatMap((detail) => {
    const message = stringAt(detail, "msg");
    const place = elementsAt(detail, "loc").join(".");
    return message === undefined ? [] : [place === "" ? message : `${place}: ${message}`];
  });
  return told.length === 0 ? undefined : told.join("; ");
}

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
