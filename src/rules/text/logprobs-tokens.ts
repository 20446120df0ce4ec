import {
  arrayAt,
  elementsAt,
  stringAt,
  textAt,
  type Json,
  type JsonObject,
} from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule, type Evidence } from "../../engine/rule.ts";

const field = "message.output_text.logprobs";

/** The bytes of a token. One that is a part of a character has no text that shows them. */
function bytesOf(entry: Json): number[] {
  const bytes = arrayAt(entry, "bytes")?.map(Number);
  return bytes ?? [...new TextEncoder().encode(textAt(entry, "token"))];
}

const joinedBytes = (entries: readonly Json[]): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(entries.flatMap(bytesOf)));

const joinedTokens = (entries: readonly Json[]): string =>
  entries.map((entry) => textAt(entry, "token")).join("");

/** True for the name of a token that ends a turn, such as `<|im_end|>`: some servers list it, though it is no text. */
const isMark = (text: string): boolean => /^<[^<>\s]+>$/.test(text);

/** The first entry that does not go on with the text; all of them if the text is longer. */
function firstWrong(entries: readonly Json[], text: string): number {
  let joined = "";
  const at = entries.findIndex((entry) => !text.startsWith((joined += textAt(entry, "token"))));
  return at < 0 ? entries.length : at;
}

export default defineRule({
  id: "text/logprobs-tokens",
  title: "Requested log probabilities are sent, and their tokens join to the text",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses/create#include"],
  messages: {
    missing: `the request includes ${field}, but no text has log probabilities`,
    differs: "the tokens of the log probabilities, joined, differ from the text",
  },
  yieldsTo: ["text/logprobs", "text/deltas-equal-done", "text/no-replacement-character"],
  observe({ exchange, report, exercised }) {
    const isRequested = elementsAt(exchange.request?.body, "include").includes(field);
    let isSent = false;
    /** The first text without any. */
    let without: Evidence | undefined;
    const judge = (holder: JsonObject, pointer: string, at?: WireEvent): void => {
      const text = stringAt(holder, "text");
      const entries = arrayAt(holder, "logprobs") ?? [];
      if (!text || (entries.length === 0 && !isRequested)) return;
      exercised();
      const place = { at, pointer: `${pointer}/logprobs` };
      if (entries.length === 0) {
        without ??= { ...place, actual: show(holder["logprobs"]) };
        return;
      }
      isSent = true;
      if (joinedTokens(entries) === text || joinedBytes(entries) === text) return;
      const last = entries.at(-1);
      const whole = entries.slice(0, -1);
      const marked = isMark(textAt(last, "token")) && joinedTokens(whole) === text;
      const wrong = firstWrong(entries, text);
      report("differs", {
        at,
        pointer: `${pointer}/logprobs/${wrong}`,
        ...(marked ? { level: "should" } : {}),
        expected: show(text),
        actual: `${show(joinedTokens(entries))} (${entries.length} tokens)`,
      });
    };
    return {
      "response.output_text.done": (event) => judge(event.payload, "", event),
      end() {
        // A message that the model did not write, such as a notice of a gateway, may be without them.
        if (isSent || !without) return;
        // The document promises them; what else a server may do is not said, so that it is advised only.
        const expected = "the log probabilities of its tokens";
        report("missing", { ...without, level: "should", expected });
      },
      snapshot({ response, event, pointer }) {
        // What was streamed has been judged by its done events; their copies may be left out or rounded.
        if (event) return;
        for (const [i, item] of elementsAt(response, "output").entries())
          for (const [j, part] of elementsAt(item, "content").entries())
            if (stringAt(part, "type") === "output_text")
              judge(part as JsonObject, `${pointer}/output/${i}/content/${j}`);
      },
    };
  },
});
