import { faultsOf, on } from "../../engine/fault.ts";
import { rewrite } from "../../tape/edits.ts";
import rule from "./not-leaked.ts";

export default faultsOf(rule, {
  leaked: {
    "the message before a call contains its markup": on("parallel", [
      rewrite('look."', '<tool_call>{}"'),
    ]),
  },
});
