import { faultsOf } from "../../engine/fault.ts";
import { onEvents, patch, payloadAt } from "../../tape/edits.ts";
import { endings, lose } from "./replay-equals-original.faults.ts";
import rule from "./starting-after.ts";

export default faultsOf(rule, {
  ...endings(3),
  "the event that the client already has comes again": {
    tape: "replay",
    edit: onEvents((events) => {
      const payload = { ...payloadAt(events, 0), sequence_number: 5 };
      return [{ event: events[0]?.event, payload }, ...events];
    }, 3),
    finds: "differs",
  },
  "one event too many is skipped": {
    tape: "replay",
    edit: onEvents((events) => events.slice(1), 3),
    finds: "differs",
  },
  "a delta is lost": {
    tape: "replay",
    edit: lose("response.output_text.done", 3),
    finds: "differs",
  },
  "the text of a replayed event is another": {
    tape: "replay",
    edit: patch("response.output_text.done", 0, "/text", "The weather is rainy.", 3),
    finds: "differs",
  },
});
