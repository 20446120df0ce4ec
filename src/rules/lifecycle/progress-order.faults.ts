import { faultsOf } from "../../engine/fault.ts";
import { drop, duplicate, moveBefore } from "../../tape/edits.ts";
import rule from "./progress-order.ts";

export default faultsOf(rule, {
  "response.in_progress is not sent": {
    tape: "text",
    edit: drop("response.in_progress"),
    finds: "missing",
  },
  "response.in_progress comes after the first item": {
    tape: "text",
    edit: moveBefore("response.in_progress", 0, "response.content_part.added"),
    finds: "late",
  },
  "response.queued comes after response.in_progress": {
    tape: "queued",
    edit: moveBefore("response.in_progress", 0, "response.queued"),
    finds: "queued-late",
  },
  "response.in_progress is repeated as a keep-alive": {
    tape: "text",
    edit: duplicate("response.in_progress"),
    finds: "repeated",
  },
  "response.queued is repeated while waiting": {
    tape: "queued",
    edit: duplicate("response.queued"),
    finds: "repeated",
  },
});
