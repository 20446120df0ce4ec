import type { Difference } from "../../json/diff.ts";
import type { WireEvent } from "../../wire/types.ts";
import type { Dialect } from "../../dialect/dialect.ts";
import type { DialectContext, Observer } from "../../engine/rule.ts";
import { evidenceOf, storedDifference } from "./compare.ts";
import { type Target, targetOf, wantsReplay } from "./target.ts";

export type Messages = "differs" | "missing" | "extra";

/** What both rules on replays say. */
export const messages: Record<Messages, string> = {
  differs: "event {{number}} of the replay differs at {{pointer}} from the original",
  missing: "the replay ends after {{got}} of {{wanted}} events",
  extra: "the replay has more events than the original stream",
};

/** Number of the last event that the client already has; undefined for a replay from the start, null for one that is no number. */
export function startingAfter({ query }: Target): number | undefined | null {
  const text = query["starting_after"];
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Compares a replay with the original, event by event, as long as `wanted` gives the events that it must consist of. */
export function compareReplay(
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
      const found = differenceOf(original, event, dialect);
      if (!found) return;
      wrong = true;
      const args = { number: event.index, pointer: found.pointer };
      report("differs", { ...evidenceOf(found), explainsRest: true, at: event, args });
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
): Difference | undefined {
  if (original.type !== event.type)
    return { pointer: "/type", left: original.type, right: event.type };
  return storedDifference(original.payload, event.payload, dialect);
}
