import { faultsOf, on } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./error-envelope.ts";

export default faultsOf(rule, {
  "no-status": {
    "the error message has no status": on("websocket-refused", [
      patch("error", 0, "/status", undefined),
    ]),
    "the status is a success status": on("websocket-refused", [patch("error", 0, "/status", 200)]),
  },
  "no-code": {
    "the code is null": on("websocket-refused", [patch("error", 0, "/error/code", null)]),
  },
  "no-message": {
    "the error has no message": on("websocket-refused", [
      patch("error", 0, "/error/message", undefined),
    ]),
  },
});
