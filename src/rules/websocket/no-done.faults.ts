import { faultsOf } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import rule from "./no-done.ts";

export default faultsOf(rule, {
  "[DONE] after the terminal event": {
    tape: "websocket",
    edit: onEvents((events) => [...events, { event: undefined, payload: "[DONE]" }]),
    finds: "sent",
  },
});
