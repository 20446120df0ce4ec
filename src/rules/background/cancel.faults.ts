import { faultsOf } from "../../engine/fault.ts";
import { answerLike, onBody, onExchange } from "../../tape/edits.ts";
import rule from "./cancel.ts";

export default faultsOf(rule, {
  "the response goes on": {
    tape: "cancelled",
    edit: onBody((body) => ({ ...body, status: "in_progress" }), 1),
    finds: "goes-on",
  },
  "cancelling is refused": {
    tape: "cancelled",
    edit: onExchange(
      (exchange) => ({
        ...exchange,
        response: { status: 400, headers: { "content-type": "application/json" } },
        bytes: Buffer.from(
          '{"error":{"message":"no","type":"invalid_request","code":null,"param":null}}',
        ),
      }),
      1,
    ),
    finds: "refused",
  },
  "cancelling is refused with the status of a success": {
    tape: "cancelled",
    edit: onBody(() => ({ error: { message: "no", type: "invalid_request_error" } }), 1),
    finds: [],
    alsoFires: ["http/error-status"],
  },
  "a foreground response can be cancelled": {
    tape: "cancel-foreground",
    edit: answerLike(0, 1),
    finds: "foreground",
  },
  "a finished response becomes cancelled": {
    tape: "cancel-finished",
    edit: onBody((body) => ({ ...body, status: "cancelled", completed_at: null }), 1),
    finds: "changed",
  },
  "a finished response loses its output": {
    tape: "cancel-finished",
    edit: onBody((body) => ({ ...body, output: [] }), 1),
    finds: "changed",
  },
  "a cancelled response becomes failed": {
    tape: "cancelled",
    edit: onBody(
      (body) => ({
        ...body,
        status: "failed",
        error: { code: "server_error", message: "no" },
      }),
      2,
    ),
    finds: "changed",
  },
});
