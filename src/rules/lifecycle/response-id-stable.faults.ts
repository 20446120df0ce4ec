import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchFinal } from "../../tape/edits.ts";
import rule from "./response-id-stable.ts";

export default faultsOf(rule, {
  changes: {
    "response.completed has another id": on("text", [patchFinal("/id", "resp_other")]),
    "response.created has no id": on("text", [
      patch("response.created", 0, "/response/id", "resp_pending"),
    ]),
    "response.queued has another id": on("queued", [
      patch("response.queued", 0, "/response/id", "resp_other"),
    ]),
  },
});
