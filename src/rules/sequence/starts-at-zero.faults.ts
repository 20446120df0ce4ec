import { faultsOf } from "../../engine/fault.ts";
import { onEvents, renumber } from "../../tape/edits.ts";
import rule from "./starts-at-zero.ts";

export default faultsOf(rule, {
  "counting begins at 1": {
    tape: "text",
    edit: onEvents((events) => renumber(events, 1)),
    finds: "not-zero",
  },
});
