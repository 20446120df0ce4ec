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
import { find, onEvents, patch, payloadAt, renumber, type TapeEdit } from "../../tape/edits.ts";
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
  const known = target?.known;
  if (!known || known.deleted || !known.events || !wantsReplay(target)) return {};
  const expected = wanted(target, known.events);
  const last = expected?.at(-1);
  if (!expected || !last) return {};
  let got = 0;
  let wrong = false;
  return {
    every(event) {
      const original = expected[got++];
      if (wrong) return;
      exercised();
      if (!original) {
        // Where the original was not heard to its end, what comes behind it is for background/resume to judge.
        if (!known.whole) return;
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
        expected: `${expected.length} events, the last one ${last.type}`,
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
      const last = payloadAt(events, find(events, "response.completed"));
      const more = [1, 2].map((n) => ({
        event: "vendor:after",
        payload: {
          type: "vendor:after",
          sequence_number: Number(last["sequence_number"]) + n,
        },
      }));
      return events.toSpliced(-1, 0, ...more);
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
        const [first, second] = [payloadAt(events, at), payloadAt(events, at + 1)];
        first["delta"] = `${stringAt(first, "delta")}${stringAt(second, "delta")}`;
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
      if (typeof after !== "number") return undefined;
      return events.filter((event) => (integerAt(event.payload, "sequence_number") ?? -1) > after);
    }),
  faults: [
    ...endings(3),
    {
      name: "the event that the client already has comes again",
      tape: "replay",
      edit: onEvents((events) => {
        const payload = { ...payloadAt(events, 0), sequence_number: 5 };
        return [{ event: events[0]?.event, payload }, ...events];
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
