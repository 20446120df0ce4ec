import { defineRule } from "../../engine/rule.ts";
import { numberOf } from "../../stream/state.ts";
import { onEvents, patch, patchAll, renumber, type TapeEvent } from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";

/**
 * A second response.created begins another response, with numbers of its own; that it stands there is
 * lifecycle/created-first's.
 */
const startsAgain = (event: WireEvent): boolean => event.type === "response.created";

export const increasing = defineRule<"not-increasing">({
  id: "sequence/increasing",
  title: "sequence numbers rise",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    "not-increasing": "sequence_number goes from {{previous}} to {{number}} at {{type}}",
  },
  observe({ state, report, exercised }) {
    let previous: number | undefined;
    let numbered = 0;
    return {
      every(event) {
        const number = numberOf(event);
        if (number === undefined) return;
        numbered += 1;
        if (previous !== undefined && number <= previous && !startsAgain(event))
          report("not-increasing", {
            at: event,
            pointer: "/sequence_number",
            expected: `a number above ${previous}`,
            actual: String(number),
            related: [state.last],
            args: { previous, number, type: event.type },
          });
        previous = number;
      },
      end() {
        if (numbered > 1) exercised();
      },
    };
  },
  faults: [
    {
      name: "every number is 1",
      tape: "text",
      edit: onEvents((events) =>
        events.map(({ event, payload }, index) =>
          payload === "[DONE]"
            ? { event, payload }
            : { event, payload: { ...payload, sequence_number: index === 0 ? 0 : 1 } },
        ),
      ),
      finds: ["not-increasing"],
    },
    {
      name: "output_item.done always has number 1",
      tape: "parallel",
      edit: patchAll("response.output_item.done", "/sequence_number", 1),
      finds: ["not-increasing"],
    },
    {
      name: "the terminal event counts on its own",
      tape: "text",
      edit: patch("response.completed", 0, "/sequence_number", 0),
      finds: ["not-increasing"],
    },
    {
      name: "events without a number of their own have 0",
      tape: "text",
      edit: patchAll("response.content_part.added", "/sequence_number", 0),
      finds: ["not-increasing"],
    },
    {
      name: "the error event always has number 1",
      tape: "failed",
      edit: patch("error", 0, "/sequence_number", 1),
      finds: ["not-increasing"],
    },
    {
      name: "the error event has number 0",
      tape: "failed",
      edit: patch("error", 0, "/sequence_number", 0),
      finds: ["not-increasing"],
    },
  ],
});

/** Numbers the events behind a place so that `by` numbers are left out there. */
const skip =
  (from: number, by: number) =>
  (events: TapeEvent[]): TapeEvent[] => [
    ...events.slice(0, from),
    ...renumber(events.slice(from), from + by),
  ];

export const contiguous = defineRule<"gap">({
  id: "sequence/contiguous",
  title: "sequence numbers rise by one",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    gap: "sequence_number jumps from {{previous}} to {{number}} at {{type}}: clients take that for a lost event",
  },
  perDialect: true,
  observe({ dialect, state, report, exercised }) {
    let previous: number | undefined;
    let numbered = 0;
    return {
      every(event) {
        const number = numberOf(event);
        // After an event without number, or one that goes back, it cannot be said what comes next.
        if (number === undefined || (previous !== undefined && number <= previous)) {
          previous = undefined;
          return;
        }
        numbered += 1;
        const gap = previous === undefined ? 0 : number - previous - 1;
        // OpenAI was seen to leave one number out just before an error.
        const excused = gap === 1 && event.type === "error" && dialect.base === "openai";
        if (gap > 0 && !excused)
          report("gap", {
            at: event,
            pointer: "/sequence_number",
            expected: String((previous ?? 0) + 1),
            actual: String(number),
            related: [state.last],
            args: { previous: previous ?? 0, number, type: event.type },
          });
        previous = number;
      },
      end() {
        if (numbered > 1) exercised();
      },
    };
  },
  faults: [
    {
      name: "numbers are left out where an event was held back",
      tape: "text",
      edit: onEvents(skip(6, 3)),
      finds: ["gap"],
    },
    {
      name: "one number is missing before the error",
      tape: "failed",
      edit: onEvents(skip(6, 1)),
      finds: ["gap"],
      dialects: ["openresponses"],
    },
    {
      name: "two numbers are missing before the error",
      tape: "failed",
      edit: onEvents(skip(6, 2)),
      finds: ["gap"],
    },
  ],
});

export const startsAtZero = defineRule<"not-zero">({
  id: "sequence/starts-at-zero",
  title: "the first event has number 0",
  requirement: { openresponses: "should", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { "not-zero": "the first sequence_number is {{number}}" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    return {
      end() {
        const { first } = state;
        const number = first && numberOf(first);
        if (!first || number === undefined || state.resumed) return;
        exercised();
        if (number !== 0)
          report("not-zero", {
            at: first,
            pointer: "/sequence_number",
            expected: "0",
            actual: String(number),
            args: { number },
          });
      },
    };
  },
  faults: [
    {
      name: "counting begins at 1",
      tape: "text",
      edit: onEvents((events) => renumber(events, 1)),
      finds: ["not-zero"],
    },
  ],
});
