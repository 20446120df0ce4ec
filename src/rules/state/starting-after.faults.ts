import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents, patch } from "../../tape/edits.ts";
import { payloadAt } from "../../tape/events.ts";
import { endings, lose } from "./replay-equals-original.faults.ts";
import rule from "./starting-after.ts";

export default faultsOf(rule, {
  ...endings(3),
  differs: {
    "the event that the client already has is sent again": on("replay", [
      onEvents((events) => {
        const payload = { ...payloadAt(events, 0), sequence_number: 5 };
        return [{ event: events[0]?.event, payload }, ...events];
      }, 3),
    ]),
    "one event too many is skipped": on("replay", [onEvents((events) => events.slice(1), 3)]),
    "a delta is lost": on("replay", [lose("response.output_text.done", 3)]),
    "the text of a replayed event differs": on("replay", [
      patch("response.output_text.done", 0, "/text", "The weather is rainy.", 3),
    ]),
  },
});
