import { sameJson } from "../../json/diff.ts";
import { isObject, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import { escapeToken } from "../../json/pointer.ts";
import type { ExchangeInfo, Session } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { isCreate } from "../http/request.ts";

/** What a request asks for, apart from how it is to be answered. */
function wish(body: Json | undefined): { streamed: boolean; wish: JsonObject } | undefined {
  if (!isObject(body)) return undefined;
  const { stream, stream_options: _, ...rest } = body;
  return { streamed: stream === true, wish: rest };
}

/** Two answers to the same request: an earlier one, and whether it is the one that came in a stream. */
interface Twin {
  response: JsonObject;
  streamed: boolean;
}

/** The earlier answer to the same request that came in the other way. */
function twinOf(exchange: ExchangeInfo, session: Session | undefined): Twin | undefined {
  const own = isCreate(exchange) ? wish(exchange.request?.body) : undefined;
  if (!session || !own) return undefined;
  for (const { request, response } of [...session.responses.values()].toReversed()) {
    const other = wish(request.body);
    if (response && other && other.streamed !== own.streamed && sameJson(other.wish, own.wish))
      return { response, streamed: other.streamed };
  }
  return undefined;
}

const typeOf = (value: Json | undefined): string =>
  value === undefined ? "nothing" : Array.isArray(value) ? "array" : typeof value;

/** Where two values differ in shape: a key that only one of them has, or values of different types. */
interface Odd {
  pointer: string;
  left: string;
  right: string;
}

/**
 * The first difference in shape. `null` is of every type, and as good as a key that is not there. Of lists, elements of the
 * same `type` are compared, one of each, as how many there are is the model's to say.
 */
function oddity(left: Json | undefined, right: Json | undefined, at: string): Odd | undefined {
  if (left === null || right === null) return undefined;
  if (typeOf(left) !== typeOf(right))
    return { pointer: at, left: typeOf(left), right: typeOf(right) };
  if (Array.isArray(left) && Array.isArray(right)) return oddElement(left, right, at);
  if (!isObject(left) || !isObject(right)) return undefined;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = oddity(left[key], right[key], `${at}/${escapeToken(key)}`);
    if (found) return found;
  }
  return undefined;
}

function oddElement(left: Json[], right: Json[], at: string): Odd | undefined {
  const seen = new Set<string | undefined>();
  for (const [index, element] of right.entries()) {
    const type = stringAt(element, "type");
    if (seen.has(type)) continue;
    seen.add(type);
    const twin = left.find((one) => stringAt(one, "type") === type);
    const found = twin === undefined ? undefined : oddity(twin, element, `${at}/${index}`);
    if (found) return found;
  }
  return undefined;
}

export default defineRule({
  id: "parity/stream-vs-json",
  title: "A request has the same response shape with and without streaming",
  requirement: { openresponses: "should", openai: "should" },
  spec: ["openresponses#streaming", "openai:responses/object"],
  yieldsTo: ["schema/response", "schema/item"],
  messages: {
    shape: "{{pointer}} is {{streamed}} in the stream and {{plain}} in the JSON answer",
  },
  observe({ exchange, session, report, exercised }) {
    const twin = twinOf(exchange, session);
    return {
      snapshot({ response, terminal, pointer, event }) {
        if (!twin || !terminal) return;
        // One that was cut short, or failed, has other fields.
        if (stringAt(twin.response, "status") !== stringAt(response, "status")) return;
        exercised();
        const odd = oddity(twin.response, response, "");
        if (!odd) return;
        const [streamed, plain] = twin.streamed ? [odd.left, odd.right] : [odd.right, odd.left];
        report("shape", {
          at: event,
          pointer: `${pointer}${odd.pointer}`,
          expected: odd.left,
          actual: odd.right,
          args: { pointer: odd.pointer, streamed, plain },
        });
      },
    };
  },
});
