import { faultsOf, on } from "../../engine/fault.ts";
import { withBody, withStatus } from "../../tape/edits.ts";
import rule from "./not-found.ts";

export default faultsOf(
  rule,
  {
    "wrong-status": {
      "an unknown id is answered with 400": on("unknown-id", [withStatus(400)]),
      "a deleted id is answered with null": on("deleted", [withStatus(200, 2), withBody(null, 2)]),
    },
  },
  {
    "an unknown id is refused with a success status": on("unknown-id", [withStatus(200)], {
      alsoFires: ["http/error-status"],
    }),
  },
);
