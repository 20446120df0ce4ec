import { faultsOf, on } from "../../engine/fault.ts";
import { onBody } from "../../tape/edits.ts";
import rule from "./body.ts";

export default faultsOf(rule, {
  invalid: {
    "the answer to a delete has no id": on("deleted", [onBody(({ id: _, ...body }) => body, 1)]),
  },
  "left-out": {
    "a list of input items has no fields for paging": on("input-items", [
      onBody(({ first_id: _, last_id: __, has_more: ___, ...body }) => body, 1),
    ]),
  },
});
