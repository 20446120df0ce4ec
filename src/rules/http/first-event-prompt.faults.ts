import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, withBody } from "../../tape/edits.ts";
import rule from "./first-event-prompt.ts";

export default faultsOf(rule, {
  empty: {
    "the stream is empty": on("text", [withBody("")]),
  },
  silent: {
    "only comments are sent until the time limit": on("text", [
      withBody(": waiting\n\n"),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
});
