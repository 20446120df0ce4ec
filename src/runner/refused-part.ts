import { elementsAt, has, isObject, stringAt, type JsonObject } from "../json/json.ts";
import type { Observed } from "../scenario/observed.ts";
import { describeRefusal, isProperRefusal, refusalMessage } from "./refusal.ts";

/** A part of a feature that a server may leave out, although it offers the feature. */
interface Part {
  /** For messages. */
  name: string;
  /** True for a request that asks for it. */
  asked: (body: JsonObject) => boolean;
  /** Matches a refusal that is about it, by its field or its words. */
  words: RegExp;
  /** The words alone say that it is not there. */
  always?: true;
}

const parts: readonly Part[] = [
  {
    name: "background together with stream",
    asked: (body) => body["background"] === true && body["stream"] === true,
    words: /background|stream/i,
  },
  {
    name: "a grammar of a custom tool",
    asked: (body) => elementsAt(body, "tools").some((tool) => isGrammar(tool)),
    words: /grammar|lark|regex|syntax|format/i,
  },
  {
    name: "tool_choice",
    asked: (body) => has(body, "tool_choice"),
    words: /tool[_ -]?choice|allowed[_ ]tools|forced?\b.*\btool|tool.*\bforced?\b/i,
  },
  {
    name: "an input of this length",
    asked: (body) => JSON.stringify(body["input"] ?? "").length > longInput,
    always: true,
    words: /context|window|too (?:long|large|many)|max\w*\b.*\b(?:tokens?|length)|token limit/i,
  },
];

/** What says that a feature is not there, and not that a value is wrong. */
const notThere =
  /support|\bonly\b|must be|cannot|can't|unavailable|disabled|not (?:available|allowed|implemented|enabled|permitted)/i;

/** Characters of an input that may be beyond the window of a small model. */
const longInput = 4000;

const isGrammar = (tool: unknown): boolean =>
  isObject(tool) && isObject(tool["format"]) && tool["format"]["type"] === "grammar";

/**
 * The part of a feature that a server refuses in words: what tests it does not apply. A refusal that names neither the
 * field nor the feature says nothing of the kind.
 * @returns what is refused, with the server's words; undefined if it is another refusal, or none
 */
export function refusedPart(body: JsonObject | undefined, observed: Observed): string | undefined {
  if (!body || observed.status === 404 || !isProperRefusal(observed)) return undefined;
  const error = isObject(observed.body) ? observed.body["error"] : undefined;
  const said = [stringAt(error, "param"), stringAt(error, "code"), refusalMessage(observed)];
  const text = said.join(" ");
  const part = parts.find(
    ({ asked, words, always }) =>
      asked(body) && words.test(text) && (always === true || notThere.test(text)),
  );
  return part && `the endpoint refuses ${part.name} with ${describeRefusal(observed)}`;
}
