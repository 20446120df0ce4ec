import type { Json } from "./json.ts";

/**
 * A JSON value as short text for evidence: strings quoted, long values cut in the middle, a missing value as `nothing`.
 * @param limit longest result, in UTF-16 units.
 */
export function show(value: Json | undefined, limit = 300): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  if (text.length <= limit) return text;
  const half = Math.floor((limit - 1) / 2);
  return `${text.slice(0, half)}…${text.slice(-half)}`;
}

/** Index of the first UTF-16 unit at which two texts differ, or -1 when they are the same. */
export function firstDifference(left: string, right: string): number {
  if (left === right) return -1;
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  return at;
}
