import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onHead } from "../../tape/edits.ts";
import rule from "./not-found.ts";

export default faultsOf(rule, {
  "an unknown id is a bad request": {
    tape: "unknown-id",
    edit: onHead((head) => ({ ...head, status: 400 })),
    finds: "wrong-status",
  },
  "an unknown id is refused with the status of a success": {
    tape: "unknown-id",
    edit: onHead((head) => ({ ...head, status: 200 })),
    finds: [],
    alsoFires: ["http/error-status"],
  },
  "a deleted id is answered with null": {
    tape: "deleted",
    edit: chain(
      onHead((head) => ({ ...head, status: 200 }), 2),
      onBody(() => null, 2),
    ),
    finds: "wrong-status",
  },
});
