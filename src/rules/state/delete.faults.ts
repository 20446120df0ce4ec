import { faultsOf, on } from "../../engine/fault.ts";
import { answerLike, patchBody, withBody } from "../../tape/edits.ts";
import rule from "./delete.ts";

export default faultsOf(
  rule,
  {
    "not-confirmed": {
      "the answer says deleted: false": on("deleted", [patchBody("/deleted", false, 1)]),
    },
    "still-there": {
      "a deleted response can still be retrieved": on("deleted", [answerLike(0, 2)]),
    },
  },
  {
    "deleting is refused with a success status": on(
      "deleted",
      [withBody({ error: { message: "no", type: "invalid_request_error" } }, 1)],
      { alsoFires: ["http/error-status"] },
    ),
  },
);
