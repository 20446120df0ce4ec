import { faultsOf } from "../../engine/fault.ts";
import { askFor } from "../../tape/edits.ts";
import rule from "./parallel-off.ts";

export default faultsOf(rule, {
  "two calls although only one is wanted": {
    tape: "parallel",
    edit: askFor("parallel_tool_calls", false),
    finds: "several",
  },
});
