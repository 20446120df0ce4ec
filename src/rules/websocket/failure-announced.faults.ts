import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, stopBefore, withBody } from "../../tape/edits.ts";
import rule from "./failure-announced.ts";

export default faultsOf(rule, {
  silent: {
    "the turn stops without an end": on("websocket", [
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
    "the message is not answered": on("websocket", [
      withBody(""),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
  closed: {
    "the connection is closed in the middle of a turn": on("websocket", [
      stopBefore("response.output_text.delta", 1),
      endAs({ kind: "closed", detail: "code 1011" }),
    ]),
  },
});
