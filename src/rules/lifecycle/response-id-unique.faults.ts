import { faultsOf, on } from "../../engine/fault.ts";
import { patchSnapshots } from "../../tape/edits.ts";
import rule from "./response-id-unique.ts";

export default faultsOf(rule, {
  reused: {
    "the second turn has the id of the first": on("chain", [
      patchSnapshots("/id", "resp_turn1", 1),
    ]),
  },
  empty: { "the id is empty": on("text", [patchSnapshots("/id", "")]) },
});
