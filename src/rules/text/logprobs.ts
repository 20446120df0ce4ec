import {
  arrayAt,
  integerAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
} from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { ownItem } from "../../stream/place.ts";
import { isResumed } from "../../stream/state.ts";
import { patch } from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";

/** Log probabilities of one text, as its deltas gave them. */
interface Streamed {
  tokens: string[];
  /** The first delta with text but without log probabilities. */
  without: WireEvent | undefined;
  last: WireEvent;
}

const tokensOf = (list: readonly Json[]): string[] =>
  list.map((entry) => stringAt(entry, "token") ?? "");

export const textLogprobs = defineRule<"missing" | "differs">({
  id: "text/logprobs",
  title: "where the finished text has log probabilities, its deltas have them too",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/output_text/delta"],
  messages: {
    missing: "the finished text has log probabilities, this delta has none",
    differs: "the log probabilities of the deltas do not add up to those of the finished text",
  },
  yieldsTo: ["text/deltas-equal-done", "item/index-sound", "part/index-sound"],
  observe({ state, report, exercised }) {
    const texts = new Map<string, Streamed>();
    const keyOf = (event: WireEvent): string | undefined => {
      const item = ownItem(state, event);
      const index = integerAt(event.payload, "content_index");
      if (!item?.added || index === undefined || isResumed(state, event)) return undefined;
      return `${item.added.event.index} ${index}`;
    };
    const judge = (event: WireEvent, holder: JsonObject | undefined, place: string): void => {
      const key = keyOf(event);
      const final = arrayAt(holder, "logprobs");
      const streamed = key === undefined ? undefined : texts.get(key);
      if (key === undefined || !final || !streamed) return;
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
      const at = tokens.findIndex((token, index) => token !== streamed.tokens[index]);
      if (at < 0 && tokens.length === streamed.tokens.length) return;
      const index = at < 0 ? tokens.length : at;
      report("differs", {
        at: event,
        pointer: `${place}/logprobs/${index}`,
        expected: `token ${show(streamed.tokens[index])} (${streamed.tokens.length} tokens)`,
        actual: `token ${show(tokens[index])} (${tokens.length} tokens)`,
        related: [streamed.last],
      });
    };
    return {
      "response.output_text.delta": (event) => {
        const key = keyOf(event);
        if (key === undefined) return;
        const known = texts.get(key) ?? { tokens: [], without: undefined, last: event };
        const entries = arrayAt(event.payload, "logprobs") ?? [];
        if (entries.length === 0 && stringAt(event.payload, "delta")) known.without ??= event;
        for (const token of tokensOf(entries)) known.tokens.push(token);
        known.last = event;
        texts.set(key, known);
      },
      "response.output_text.done": (event) => judge(event, event.payload, ""),
      "response.content_part.done": (event) =>
        judge(event, objectAt(event.payload, "part"), "/part"),
    };
  },
  faults: [
    {
      name: "one delta has no log probabilities",
      tape: "logprobs",
      edit: patch("response.output_text.delta", 1, "/logprobs", []),
      finds: ["missing"],
    },
    {
      name: "only the part has log probabilities",
      tape: "text",
      edit: patch("response.content_part.done", 0, "/part/logprobs", [
        { token: "The", logprob: -0.1, bytes: [84, 104, 101], top_logprobs: [] },
      ]),
      finds: ["missing"],
    },
    {
      name: "the finished text lacks one",
      tape: "logprobs",
      edit: patch("response.output_text.done", 0, "/logprobs/1", undefined),
      finds: ["differs"],
    },
  ],
});
