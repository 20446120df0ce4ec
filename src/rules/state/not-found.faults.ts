import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, onHead } from "../../tape/edits.ts";
import rule from "./not-found.ts";

export default faultsOf(
  rule,
  {
    "wrong-status": {
      "an unknown id is a bad request": on(
        "unknown-id",
        onHead((head) => ({ ...head, status: 400 })),
      ),
      "a deleted id is answered with null": on("deleted", [
        onHead((head) => ({ ...head, status: 200 }), 2),
        onBody(() => null, 2),
      ]),
    },
  },
  {
    "an unknown id is refused with the status of a success": on(
      "unknown-id",
      onHead((head) => ({ ...head, status: 200 })),
      { alsoFires: ["http/error-status"] },
    ),
  },
);
