import { elementsAt, isObject, stringAt, type Json, type JsonObject } from "../json/json.ts";

/** What the body of a refusal says in words, or undefined if it has no readable text. */
export function errorWords(body: Json | undefined): string | undefined {
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
