import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike, mergeBody, onBody, onExchange, patchBody } from "../../tape/edits.ts";
import rule from "./cancel.ts";

export default faultsOf(
  rule,
  {
    "goes-on": { "the response goes on": on("cancelled", patchBody("/status", "in_progress", 1)) },
    refused: {
      "cancelling is refused": on(
        "cancelled",
        onExchange(
          (exchange) => ({
            ...exchange,
            response: { status: 400, headers: { "content-type": "application/json" } },
            bytes: Buffer.from(
              '{"error":{"message":"no","type":"invalid_request","code":null,"param":null}}',
            ),
          }),
          1,
        ),
      ),
    },
    foreground: {
      "a foreground response can be cancelled": on("cancel-foreground", answerLike(0, 1)),
    },
    changed: {
      "a finished response becomes cancelled": on(
        "cancel-finished",
        mergeBody({ status: "cancelled", completed_at: null }, 1),
      ),
      "a finished response loses its output": on("cancel-finished", patchBody("/output", [], 1)),
      "a cancelled response becomes failed": on(
        "cancelled",
        mergeBody({ status: "failed", error: { code: "server_error", message: "no" } }, 2),
      ),
    },
  },
  {
    "cancelling is refused with the status of a success": on(
      "cancelled",
      onBody(() => ({ error: { message: "no", type: "invalid_request_error" } }), 1),
      { alsoFires: ["http/error-status"] },
    ),
  },
);
