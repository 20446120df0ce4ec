import { faultsOf, on } from "../../engine/fault.ts";
import { drop, duplicate, moveBefore } from "../../tape/edits.ts";
import rule from "./progress-order.ts";

export default faultsOf(rule, {
  missing: { "response.in_progress is not sent": on("text", [drop("response.in_progress")]) },
  late: {
    "response.in_progress is sent after the first item": on("text", [
      moveBefore("response.in_progress", 0, "response.content_part.added"),
    ]),
  },
  "queued-late": {
    "response.queued is sent after response.in_progress": on("queued", [
      moveBefore("response.in_progress", 0, "response.queued"),
    ]),
  },
  repeated: {
    "response.in_progress is repeated as a keep-alive": on("text", [
      duplicate("response.in_progress"),
    ]),
    "response.queued is repeated while the request waits": on("queued", [
      duplicate("response.queued"),
    ]),
  },
});
