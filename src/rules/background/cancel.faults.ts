import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike, answerWith, mergeBody, patchBody, withBody } from "../../tape/edits.ts";
import rule from "./cancel.ts";

export default faultsOf(
  rule,
  {
    "goes-on": {
      "the response continues": on("cancelled", [patchBody("/status", "in_progress", 1)]),
    },
    refused: {
      "cancelling is refused": on("cancelled", [
        answerWith(
          400,
          { error: { message: "no", type: "invalid_request", code: null, param: null } },
          1,
        ),
      ]),
    },
    foreground: {
      "a foreground response can be cancelled": on("cancel-foreground", [answerLike(0, 1)]),
    },
    changed: {
      "a finished response becomes cancelled": on("cancel-finished", [
        mergeBody({ status: "cancelled", completed_at: null }, 1),
      ]),
      "a finished response loses its output": on("cancel-finished", [patchBody("/output", [], 1)]),
      "a cancelled response becomes failed": on("cancelled", [
        mergeBody({ status: "failed", error: { code: "server_error", message: "no" } }, 2),
      ]),
    },
  },
  {
    "cancelling is refused with a success status": on(
      "cancelled",
      [withBody({ error: { message: "no", type: "invalid_request_error" } }, 1)],
      { alsoFires: ["http/error-status"] },
    ),
  },
);
