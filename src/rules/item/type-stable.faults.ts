import { faultsOf, on } from "../../engine/fault.ts";
import { patchDone } from "../../tape/edits.ts";
import rule from "./type-stable.ts";

export default faultsOf(rule, {
  changed: {
    "the call_id changes": on("call", [patchDone(0, "/call_id", "call_other")]),
    "the role changes": on("text", [patchDone(0, "/role", "user")]),
  },
});
