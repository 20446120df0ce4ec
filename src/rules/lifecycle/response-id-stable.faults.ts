import { faultsOf } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./response-id-stable.ts";

export default faultsOf(rule, {
  "response.completed has another id": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/id", "resp_other"),
    finds: "changes",
  },
  "the id comes only after response.created": {
    tape: "text",
    edit: patch("response.created", 0, "/response/id", "resp_pending"),
    finds: "changes",
  },
  "response.queued has another id": {
    tape: "queued",
    edit: patch("response.queued", 0, "/response/id", "resp_other"),
    finds: "changes",
  },
});
