import { faultsOf } from "../../engine/fault.ts";
import { chain, endAs, withoutDone } from "../../tape/edits.ts";
import rule from "./stream-closes.ts";

export default faultsOf(rule, {
  "the connection stays open after [DONE]": {
    tape: "text",
    edit: endAs({ kind: "left", silentMs: 2_000 }),
    finds: "stays-open",
  },
  "the connection stays open up to the time limit": {
    tape: "text",
    edit: endAs({ kind: "total" }),
    finds: "stays-open",
  },
  "the connection stays open after the terminal event": {
    tape: "text",
    edit: chain(withoutDone(), endAs({ kind: "idle", silentMs: 30_000 })),
    finds: "stays-open",
  },
});
