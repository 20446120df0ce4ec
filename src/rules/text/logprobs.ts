import {
  arrayAt,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
  textAt,
} from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { createGrowing, type Growing } from "../../stream/growing.ts";
import { type EventLocation, locate } from "../../stream/location.ts";
import { defineRule } from "../../engine/rule.ts";
import { misplacedItem } from "../item/misplaced.ts";
import { contentPartKey } from "../part/part-event.ts";

/** A token, and how likely it was. */
interface Token {
  token: string;
  logprob: Json | undefined;
}

/** Log probabilities of one text, as its deltas gave them. */
interface Streamed {
  /** The tokens as JSON, a comma behind each: a list of a million objects would take many times their room. */
  tokens: Growing;
  /** The first delta with text but without log probabilities. */
  without: WireEvent | undefined;
  last: WireEvent;
}

const tokensOf = (list: readonly Json[]): Token[] =>
  list.map((entry) => ({
    token: textAt(entry, "token"),
    logprob: isObject(entry) ? entry["logprob"] : undefined,
  }));

const streamedTokens = ({ tokens }: Streamed): Token[] =>
  JSON.parse(`[${tokens.whole().slice(0, -1)}]`) as Token[];

const shown = (token: Token | undefined): string =>
  token === undefined ? "nothing" : `token ${show(token.token)} with ${show(token.logprob)}`;

export default defineRule({
  id: "text/logprobs",
  title: "If the finished text has log probabilities, its deltas have them too",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_text/delta"],
  messages: {
    missing: "the finished text has log probabilities, but this delta has none",
    differs: "the log probabilities of the deltas differ from those of the finished text",
  },
  yieldsTo: [
    "text/deltas-equal-done",
    "item/added-before-use",
    ...misplacedItem,
    "part/index-sound",
  ],
  observe({ state, report, exercised }) {
    const texts = new Map<string | undefined, Streamed>();
    // Deltas come in runs: where the last one belonged is asked first.
    let run: EventLocation | undefined;
    let current: Streamed | undefined;
    const streamedBy = (event: WireEvent): Streamed | undefined => {
      const place = locate(state, event);
      if (place === run) return current;
      const key = contentPartKey(state, event);
      run = place;
      current = texts.get(key);
      if (key === undefined || current) return current;
      current = { tokens: createGrowing(), without: undefined, last: event };
      texts.set(key, current);
      return current;
    };
    const judge = (event: WireEvent, holder: JsonObject | undefined, place: string): void => {
      const key = contentPartKey(state, event);
      const final = arrayAt(holder, "logprobs");
      const streamed = texts.get(key);
      if (!final || !streamed) return;
      exercised();
      if (final.length === 0) return;
      // Done event and part repeat each other: the first that has something is judged.
      texts.delete(key);
      if (streamed.without)
        return report("missing", {
          at: streamed.without,
          pointer: "/logprobs",
          expected: "the log probabilities of its tokens",
          actual: show(streamed.without.payload["logprobs"]),
          related: [event],
        });
      const tokens = tokensOf(final);
      const known = streamedTokens(streamed);
      const at = tokens.findIndex(
        ({ token, logprob }, index) =>
          token !== known[index]?.token || logprob !== known[index]?.logprob,
      );
      if (at < 0 && tokens.length === known.length) return;
      const index = at < 0 ? tokens.length : at;
      report("differs", {
        at: event,
        pointer: `${place}/logprobs/${index}`,
        expected: `${shown(known[index])} (${known.length} tokens)`,
        actual: `${shown(tokens[index])} (${tokens.length} tokens)`,
        related: [streamed.last],
      });
    };
    return {
      "response.output_text.delta": (event) => {
        const known = streamedBy(event);
        if (!known) return;
        known.last = event;
        const { logprobs } = event.payload;
        if (Array.isArray(logprobs) && logprobs.length > 0)
          for (const token of tokensOf(logprobs)) known.tokens.add(`${JSON.stringify(token)},`);
        else if (stringAt(event.payload, "delta")) known.without ??= event;
      },
      "response.output_text.done": (event) => judge(event, event.payload, ""),
      "response.content_part.done": (event) =>
        judge(event, objectAt(event.payload, "part"), "/part"),
    };
  },
});
