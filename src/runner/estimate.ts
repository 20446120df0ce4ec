import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { routeOf } from "../protocol/routes.ts";
import type { Wanted } from "./request.ts";

/** Tokens that a request may cost at most. */
export interface TokenBound {
  input: number;
  output: number;
}

/** The assumed limit of output tokens for a request without max_output_tokens. */
export const defaultOutputTokens = 1024;

/**
 * Bytes of a request's JSON body for one token of input. Text takes three to four; field names, which reach the model
 * only in part, are counted too, and so the estimate is on the high side. A picture or a file is told by its link or data.
 */
export const bytesPerToken = 3;

const referenced = /\$steps\.([\w-]+)\.(\w+)/g;

/** All texts in a value. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/**
 * The most that one request of a scenario may cost; nothing if no model is asked.
 * @param earlier the bounds of the steps before it: what they answered may be part of its input, and the whole
 *   conversation where it names them as its previous response
 */
export function tokenBound(
  wanted: Wanted,
  earlier: ReadonlyMap<string, TokenBound> = new Map(),
): TokenBound {
  if (!routeOf(wanted.method, wanted.path)?.route.costsTokens) return { input: 0, output: 0 };
  const body: JsonObject = wanted.body ?? {};
  const text = wanted.rawBody ?? JSON.stringify(body);
  const limit = body["max_output_tokens"];
  const previous = new Set(
    Array.from(textsIn(body["previous_response_id"]).join(" ").matchAll(referenced), (m) => m[1]),
  );
  const answers = new Set(Array.from(text.matchAll(referenced), (match) => match[1] ?? ""));
  let input = Math.ceil(Buffer.byteLength(text) / bytesPerToken);
  for (const step of answers) {
    const bound = earlier.get(step);
    if (bound) input += bound.output + (previous.has(step) ? bound.input : 0);
  }
  const output = typeof limit === "number" && limit >= 0 ? limit : defaultOutputTokens;
  return { input, output };
}
