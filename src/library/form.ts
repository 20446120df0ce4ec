import { isEventLine } from "../wire/jsonl.ts";

/**
 * Decides the form of a body from its beginning; undefined if more of the body is needed.
 * How the body is cut into pieces makes no difference.
 * @param start the first bytes; all bytes if `whole`
 */
export function formOf(start: Buffer, whole: boolean): "sse" | "jsonl" | "json" | undefined {
  const text = start.toString("utf8").replace(/^\uFEFF?\s*/, "");
  if (text === "" && !whole) return undefined;
  // What is no JSON was meant to be a stream: rules say what is wrong with it.
  if (text[0] !== "{" && text[0] !== "[") return "sse";
  const end = text.indexOf("\n");
  if (end < 0 && !whole) return undefined;
  return isEventLine(end < 0 ? text : text.slice(0, end)) ? "jsonl" : "json";
}
