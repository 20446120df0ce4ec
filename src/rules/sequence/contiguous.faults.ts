import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import { renumber, type TapeEvent } from "../../tape/events.ts";
import rule from "./contiguous.ts";

/** Numbers the events behind a place so that `by` numbers are left out there. */
const skip =
  (from: number, by: number) =>
  (events: TapeEvent[]): TapeEvent[] => [
    ...events.slice(0, from),
    ...renumber(events.slice(from), from + by),
  ];

export default faultsOf(rule, {
  gap: {
    "an event that is held back uses a number": on("text", [onEvents(skip(6, 3))]),
    "one number is missing before the error": on("failed", [onEvents(skip(6, 1))], {
      dialects: ["openresponses"],
    }),
    "two numbers are missing before the error": on("failed", [onEvents(skip(6, 2))]),
  },
});
