import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, onText } from "../../tape/edits.ts";
import rule from "./first-event-prompt.ts";

export default faultsOf(rule, {
  empty: {
    "the stream is empty": on(
      "text",
      onText(() => ""),
    ),
  },
  silent: {
    "only comments come until patience ends": on("text", [
      onText(() => ": waiting\n\n"),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
});
