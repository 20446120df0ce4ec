import { faultsOf } from "../../engine/fault.ts";
import { onEvents, renumber, type TapeEvent } from "../../tape/edits.ts";
import rule from "./contiguous.ts";

/** Numbers the events behind a place so that `by` numbers are left out there. */
const skip =
  (from: number, by: number) =>
  (events: TapeEvent[]): TapeEvent[] => [
    ...events.slice(0, from),
    ...renumber(events.slice(from), from + by),
  ];

export default faultsOf(rule, {
  "numbers are left out where an event was held back": {
    tape: "text",
    edit: onEvents(skip(6, 3)),
    finds: "gap",
  },
  "one number is missing before the error": {
    tape: "failed",
    edit: onEvents(skip(6, 1)),
    finds: "gap",
    dialects: ["openresponses"],
  },
  "two numbers are missing before the error": {
    tape: "failed",
    edit: onEvents(skip(6, 2)),
    finds: "gap",
  },
});
