import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./not-leaked.ts";

export default faultsOf(rule, {
  leaked: {
    "the markup of a call stands in the message before it": on("parallel", [
      rewrite('look."', '<tool_call>{}"'),
    ]),
  },
});
