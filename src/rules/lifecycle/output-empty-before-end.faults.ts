import { faultsOf, on } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./output-empty-before-end.ts";

export default faultsOf(rule, {
  "not-empty": {
    "response.in_progress lists an item": on("text", [
      patch("response.in_progress", 0, "/response/output", [
        { id: "msg_1", type: "message", status: "in_progress", role: "assistant", content: [] },
      ]),
    ]),
  },
});
