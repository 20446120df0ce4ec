import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, onText, stopBefore } from "../../tape/edits.ts";
import rule from "./no-stall.ts";

export default faultsOf(rule, {
  stalled: {
    "the stream stops in the middle of the text": on("text", [
      stopBefore("response.output_text.delta", 2),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
    "only comments are sent after the middle of the text": on("text", [
      stopBefore("response.output_text.delta", 2),
      onText((stream) => `${stream}: waiting\n\n`),
      endAs({ kind: "idle" }),
    ]),
  },
  endless: {
    "the text never ends": on("text", [
      stopBefore("response.output_text.done"),
      endAs({ kind: "total" }),
    ]),
  },
});
