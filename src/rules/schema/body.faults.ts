import { faultsOf } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./body.ts";

export default faultsOf(rule, {
  "the answer to a delete has no id": {
    tape: "deleted",
    edit: onBody(({ id: _, ...body }) => body, 1),
    finds: "invalid",
  },
});
