import { faultsOf, on } from "../../engine/fault.ts";
import { cameAt } from "../../tape/edits.ts";
import rule from "./no-burst.ts";

export default faultsOf(rule, {
  burst: {
    "the headers come at once, and all events 12 s later": on("timed", [cameAt(120, 12_120)]),
    "all events come 10 s after the headers": on("timed", [cameAt(0, 10_000)]),
  },
});
