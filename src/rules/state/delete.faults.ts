import { faultsOf } from "../../engine/fault.ts";
import { answerLike, onBody } from "../../tape/edits.ts";
import rule from "./delete.ts";

export default faultsOf(rule, {
  "the answer says deleted: false": {
    tape: "deleted",
    edit: onBody((body) => ({ ...body, deleted: false }), 1),
    finds: "not-confirmed",
  },
  "deleting is refused with the status of a success": {
    tape: "deleted",
    edit: onBody(() => ({ error: { message: "no", type: "invalid_request_error" } }), 1),
    finds: [],
    alsoFires: ["http/error-status"],
  },
  "it can still be retrieved": { tape: "deleted", edit: answerLike(0, 2), finds: "still-there" },
});
