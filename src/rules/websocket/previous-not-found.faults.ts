import { faultsOf } from "../../engine/fault.ts";
import { answerLike, patch } from "../../tape/edits.ts";
import rule from "./previous-not-found.ts";

export default faultsOf(rule, {
  "a turn goes on from an unknown response": {
    tape: "websocket-unknown",
    edit: answerLike(0, 1),
    finds: "accepted",
    alsoFires: ["echo/request", "lifecycle/response-id-unique"],
  },
  "a response is not forgotten when going on from it fails": {
    tape: "websocket-evicted",
    edit: answerLike(0, 2),
    finds: "accepted",
    alsoFires: ["echo/request", "lifecycle/response-id-unique"],
  },
  "the code says something else": {
    tape: "websocket-evicted",
    edit: patch("error", 0, "/error/code", "invalid_value", 2),
    finds: "another-code",
  },
});
