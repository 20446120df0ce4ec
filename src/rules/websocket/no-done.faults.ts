import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import rule from "./no-done.ts";

export default faultsOf(rule, {
  sent: {
    "[DONE] is sent after the terminal event": on("websocket", [
      onEvents((events) => [...events, { event: undefined, payload: "[DONE]" }]),
    ]),
  },
});
