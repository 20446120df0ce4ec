import { integerAt, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { Dialect } from "../../dialect/dialect.ts";
import {
  defineRule,
  type Observer,
  type Rule,
  type DialectContext,
  type RuleFault,
} from "../../engine/rule.ts";
import { find, onEvents, patch, renumber, type TapeEdit } from "../../tape/edits.ts";
import type { WireEvent } from "../../wire/types.ts";
import { storedDifference } from "./compare.ts";
import { targetOf, wantsReplay, type Target } from "./target.ts";

type Messages = "differs" | "missing" | "extra";

const messages: Record<Messages, string> = {
  differs: "replayed event {{number}} differs at {{pointer}} from the original",
  missing: "the replay ends after {{got}} of {{wanted}} events",
  extra: "the replay has more events than the original",
};

/** Number of the last event that the client already has; undefined for a replay from the start, null for one that is no number. */
export function startingAfter({ query }: Target): number | undefined | null {
  const text = query["starting_after"];
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Compares a replay with the original, event by event, as long as `wanted` gives the events that it must consist of. */
function compareReplay(
  { exchange, session, dialect, report, exercised }: DialectContext<Messages>,
  wanted: (target: Target, events: WireEvent[]) => WireEvent[] | undefined,
): Observer {
  const target = targetOf(exchange, session);
  if (!target || !wantsReplay(target) || target.known?.deleted) return {};
  const originals = target.known?.events;
  const expected = originals && wanted(target, originals);
  if (!expected || expected.length === 0) return {};
  let got = 0;
  let wrong = false;
  return {
    every(event) {
      const original = expected[got++];
      if (wrong) return;
      exercised();
      if (!original) {
        // Where the original was not heard to its end, what comes behind it is for background/resume to judge.
        if (!target.known?.whole) return;
        wrong = true;
        return report("extra", {
          explainsRest: true,
          at: event,
          expected: `${expected.length} events`,
          actual: `${event.type} after them`,
        });
      }
      const difference = differenceOf(original, event, dialect);
      if (!difference) return;
      wrong = true;
      const { pointer, left, right } = difference;
      const args = { number: event.index, pointer };
      report("differs", {
        explainsRest: true,
        at: event,
        pointer,
        expected: show(left),
        actual: show(right),
        args,
      });
    },
    end({ kind }) {
      // A stream that was cut is another rule's to report; one without any event too.
      if (wrong || (kind !== "closed" && kind !== "left") || got === 0 || got >= expected.length)
        return;
      report("missing", {
        explainsRest: true,
        expected: `${expected.length} events, the last one ${expected.at(-1)?.type ?? ""}`,
        actual: `${got} events`,
        args: { got, wanted: expected.length },
      });
    },
  };
}

function differenceOf(
  original: WireEvent,
  event: WireEvent,
  dialect: Dialect,
): { pointer: string; left: Json | undefined; right: Json | undefined } | undefined {
  if (original.type !== event.type)
    return { pointer: "/type", left: original.type, right: event.type };
  return storedDifference(original.payload, event.payload, dialect);
}

/** Leaves an event out, numbers as they were. */
const lose = (type: string, index: number): TapeEdit =>
  onEvents((events) => events.toSpliced(find(events, type, -1), 1), index);

/** Faults of where a replay ends, and of its form: the same for both rules. `index`: the exchange of the tape. */
const endings = (index: number): RuleFault<Messages>[] => [
  {
    name: "the replay goes on after the end",
    tape: "replay",
    edit: onEvents((events) => {
      const last = events[find(events, "response.completed")];
      if (!last || last.payload === "[DONE]") throw new Error("no end");
      const more = {
        type: "vendor:after",
        sequence_number: (integerAt(last.payload, "sequence_number") ?? 0) + 1,
      };
      return events.toSpliced(-1, 0, { event: "vendor:after", payload: more });
    }, index),
    finds: ["extra"],
  },
  {
    name: "the replay stops before the terminal event",
    tape: "replay",
    edit: lose("response.completed", index),
    finds: ["missing"],
  },
];

export const replayEqualsOriginal: Rule = defineRule<Messages>({
  id: "state/replay-equals-original",
  title: "replaying a stored response yields the events of the original stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get#stream"],
  messages,
  perDialect: true,
  observe: (context) =>
    compareReplay(context, (target, events) =>
      startingAfter(target) === undefined ? events : undefined,
    ),
  faults: [
    {
      name: "the replay cuts the text in another way",
      tape: "replay",
      edit: onEvents((events) => {
        const at = find(events, "response.output_text.delta", 0);
        const [first, second] = [events[at], events[at + 1]];
        if (!first || !second || first.payload === "[DONE]" || second.payload === "[DONE]")
          throw new Error("no deltas");
        first.payload["delta"] =
          `${stringAt(first.payload, "delta")}${stringAt(second.payload, "delta")}`;
        return renumber(events.toSpliced(at + 1, 1));
      }, 2),
      finds: ["differs"],
    },
    {
      name: "the replay numbers its events from 100",
      tape: "replay",
      edit: onEvents((events) => renumber(events, 100), 2),
      finds: ["differs"],
    },
    ...endings(2),
  ],
});

export const startingAfterRule: Rule = defineRule<Messages>({
  id: "state/starting-after",
  title: "starting_after=N yields exactly the events after number N",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get#starting_after"],
  messages,
  perDialect: true,
  observe: (context) =>
    compareReplay(context, (target, events) => {
      const after = startingAfter(target);
      if (after === undefined || after === null) return undefined;
      return events.filter((event) => (integerAt(event.payload, "sequence_number") ?? -1) > after);
    }),
  faults: [
    ...endings(3),
    {
      name: "the event that the client already has comes again",
      tape: "replay",
      edit: onEvents((events) => {
        const first = events[0];
        if (!first || first.payload === "[DONE]") throw new Error("no events");
        return [
          { event: first.event, payload: { ...first.payload, sequence_number: 5 } },
          ...events,
        ];
      }, 3),
      finds: ["differs"],
    },
    {
      name: "one event too many is skipped",
      tape: "replay",
      edit: onEvents((events) => events.slice(1), 3),
      finds: ["differs"],
    },
    {
      name: "a delta is lost",
      tape: "replay",
      edit: lose("response.output_text.done", 3),
      finds: ["differs"],
    },
    {
      name: "the text of a replayed event is another",
      tape: "replay",
      edit: patch("response.output_text.done", 0, "/text", "The weather is rainy.", 3),
      finds: ["differs"],
    },
  ],
});
