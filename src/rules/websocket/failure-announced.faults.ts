import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, stopBefore, withBody } from "../../tape/edits.ts";
import rule from "./failure-announced.ts";

export default faultsOf(rule, {
  silent: {
    "the turn just stops": on("websocket", [
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
    "the message is not answered at all": on("websocket", [
      withBody(""),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
  closed: {
    "the connection is closed in the middle": on("websocket", [
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "closed", detail: "code 1011" }),
    ]),
  },
});
