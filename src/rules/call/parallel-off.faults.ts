import { faultsOf, on } from "../../engine/fault.ts";
import { askFor } from "../../tape/edits.ts";
import rule from "./parallel-off.ts";

export default faultsOf(rule, {
  several: {
    "two calls are made without parallel calls": on("parallel", [
      askFor("parallel_tool_calls", false),
    ]),
  },
});
