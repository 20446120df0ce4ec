import { faultsOf } from "../../engine/fault.ts";
import { chain, endAs, onText, stopBefore } from "../../tape/edits.ts";
import rule from "./no-stall.ts";

export default faultsOf(rule, {
  "the stream stops in the middle of the text": {
    tape: "text",
    edit: chain(
      stopBefore("response.output_text.delta", 2),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ),
    finds: "stalled",
  },
  "only comments come, from the middle of the text on": {
    tape: "text",
    edit: chain(
      stopBefore("response.output_text.delta", 2),
      onText((stream) => `${stream}: waiting\n\n`),
      endAs({ kind: "idle" }),
    ),
    finds: "stalled",
  },
  "the text does not end": {
    tape: "text",
    edit: chain(stopBefore("response.output_text.done"), endAs({ kind: "total" })),
    finds: "endless",
  },
});
