import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents } from "../../tape/edits.ts";
import { renumber } from "../../tape/events.ts";
import rule from "./starts-at-zero.ts";

export default faultsOf(rule, {
  "not-zero": {
    "the first number is 1": on("text", [onEvents((events) => renumber(events, 1))]),
  },
});
