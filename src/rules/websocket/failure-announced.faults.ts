import { faultsOf } from "../../engine/fault.ts";
import { chain, endAs, onText, stopBefore } from "../../tape/edits.ts";
import rule from "./failure-announced.ts";

export default faultsOf(rule, {
  "the turn just stops": {
    tape: "websocket",
    edit: chain(
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ),
    finds: "silent",
  },
  "the message is not answered at all": {
    tape: "websocket",
    edit: chain(
      onText(() => ""),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ),
    finds: "silent",
  },
  "the connection is closed in the middle": {
    tape: "websocket",
    edit: chain(
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "closed", detail: "code 1011" }),
    ),
    finds: "closed",
  },
});
