import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike, patch } from "../../tape/edits.ts";
import rule from "./previous-not-found.ts";

export default faultsOf(rule, {
  accepted: {
    "a turn continues from an unknown response": on("websocket-unknown", [answerLike(0, 1)], {
      alsoFires: ["echo/request", "lifecycle/response-id-unique"],
    }),
    "a response is kept although its continuation failed": on(
      "websocket-evicted",
      [answerLike(0, 2)],
      { alsoFires: ["echo/request", "lifecycle/response-id-unique"] },
    ),
  },
  "another-code": {
    "the error has another code": on("websocket-evicted", [
      patch("error", 0, "/error/code", "invalid_value", 2),
    ]),
  },
});
