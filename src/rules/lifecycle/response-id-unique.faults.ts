import { faultsOf } from "../../engine/fault.ts";
import { patchSnapshots } from "../../tape/edits.ts";
import rule from "./response-id-unique.ts";

export default faultsOf(rule, {
  "the second turn has the id of the first": {
    tape: "chain",
    edit: patchSnapshots("/id", "resp_turn1", 1),
    finds: "reused",
  },
  "the id is empty": { tape: "text", edit: patchSnapshots("/id", ""), finds: "empty" },
});
