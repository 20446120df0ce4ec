import { faultsOf } from "../../engine/fault.ts";
import { chain, endAs, onText } from "../../tape/edits.ts";
import rule from "./first-event-prompt.ts";

export default faultsOf(rule, {
  "the stream is empty": { tape: "text", edit: onText(() => ""), finds: "empty" },
  "only comments come until patience ends": {
    tape: "text",
    edit: chain(
      onText(() => ": waiting\n\n"),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ),
    finds: "silent",
  },
});
