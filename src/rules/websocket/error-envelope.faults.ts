import { faultsOf } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./error-envelope.ts";

export default faultsOf(rule, {
  "no status": {
    tape: "websocket-refused",
    edit: patch("error", 0, "/status", undefined),
    finds: "no-status",
  },
  "the status of a success": {
    tape: "websocket-refused",
    edit: patch("error", 0, "/status", 200),
    finds: "no-status",
  },
  "the code is null": {
    tape: "websocket-refused",
    edit: patch("error", 0, "/error/code", null),
    finds: "no-code",
  },
  "no message": {
    tape: "websocket-refused",
    edit: patch("error", 0, "/error/message", undefined),
    finds: "no-message",
  },
});
