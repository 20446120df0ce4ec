import { faultsOf, on } from "../../engine/fault.ts";
import { chain, drop, endAs, moveBefore, patch, stopBefore } from "../../tape/edits.ts";
import rule from "./steering.ts";

export default faultsOf(rule, {
  "other-response": {
    "a steering is accepted for another response": on("websocket-steered", [
      patch("response.steer.accepted", 0, "/steer/previous_response_id", "resp_other"),
    ]),
  },
  early: {
    "a steering waits before the response has ended": on("websocket-steer-pending", [
      moveBefore("response.steer.pending", 0, "response.completed"),
    ]),
  },
  "not-continued": {
    "the successor begins a new conversation": on("websocket-steered", [
      chain(
        patch("response.created", 1, "/response/previous_response_id", null),
        patch("response.in_progress", 1, "/response/previous_response_id", null),
        patch("response.completed", 0, "/response/previous_response_id", null),
      ),
    ]),
  },
  "no-outcome": {
    "the successor never begins": on("websocket-steered", [
      stopBefore("response.created", 1),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
    "a steering that waits for input is not reported": on("websocket-steer-pending", [
      drop("response.steer.pending"),
      endAs({ kind: "idle", silentMs: 30_000 }),
    ]),
  },
});
