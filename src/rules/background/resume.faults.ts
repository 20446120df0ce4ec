import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import { find, payloadAt, renumber } from "../../tape/events.ts";
import rule from "./resume.ts";

export default faultsOf(rule, {
  lost: {
    "the first event after the gap is lost": on("resumed", [
      onEvents((events) => events.slice(1), 1),
    ]),
  },
  text: {
    "events without a listener are lost, and the others are numbered without a gap": on("resumed", [
      onEvents((events) => {
        const at = find(events, "response.output_text.delta", 0);
        return renumber(events.toSpliced(at, 1), Number(payloadAt(events, 0)["sequence_number"]));
      }, 2),
    ]),
  },
  repeated: {
    "the first delta after the gap repeats text from before it": on("resumed", [
      onEvents((events) => {
        const number = Number(payloadAt(events, 0)["sequence_number"]) - 1;
        return renumber([...events.slice(0, 1), ...events], number);
      }, 1),
    ]),
  },
});
