import { stringAt } from "../../json/json.ts";
import { faultsOf, on, type Proofs } from "../../engine/fault.ts";
import { onEvents, type TapeEdit } from "../../tape/edits.ts";
import { find, payloadAt, renumber } from "../../tape/events.ts";
import rule from "./replay-equals-original.ts";
import type { Messages } from "./replay.ts";

/** Leaves an event out, numbers as they were. */
export const lose = (type: string, index: number): TapeEdit =>
  onEvents((events) => events.toSpliced(find(events, type, -1), 1), index);

/** Faults of where a replay ends, and of its form: the same for both rules. `index`: the exchange of the tape. */
export const endings = (index: number): Proofs<Messages> => ({
  extra: {
    "the replay continues after the end": on("replay", [
      onEvents((events) => {
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
    ]),
  },
  missing: {
    "the replay stops before the terminal event": on("replay", [lose("response.completed", index)]),
  },
});

export default faultsOf(rule, {
  differs: {
    "the replay splits the text differently": on("replay", [
      onEvents((events) => {
        const at = find(events, "response.output_text.delta", 0);
        const [first, second] = [payloadAt(events, at), payloadAt(events, at + 1)];
        first["delta"] = `${stringAt(first, "delta")}${stringAt(second, "delta")}`;
        return renumber(events.toSpliced(at + 1, 1));
      }, 2),
    ]),
    "the replay numbers its events from 100": on("replay", [
      onEvents((events) => renumber(events, 100), 2),
    ]),
  },
  ...endings(2),
});
