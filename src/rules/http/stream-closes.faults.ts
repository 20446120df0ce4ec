import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, withoutDone } from "../../tape/edits.ts";
import rule from "./stream-closes.ts";

export default faultsOf(rule, {
  "stays-open": {
    "the connection stays open after [DONE]": on("text", [
      endAs({ kind: "left", silentMs: 2_000 }),
    ]),
    "the connection stays open until the time limit": on("text", [endAs({ kind: "total" })]),
    "the connection stays open after the terminal event": on("text", [
      withoutDone(),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
});
