import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./name-known.ts";

export default faultsOf(rule, {
  missing: {
    "the name comes only when the call is done": on(
      "call",
      patch("response.output_item.added", 0, "/item/name", ""),
    ),
  },
  unknown: {
    "a tool is called that was not offered": on("parallel", patchItem(1, "/name", "get_time")),
    "a plain answer calls an unknown tool": on(
      "plain-call",
      patchBody("/output/0/name", "get_time"),
    ),
  },
});
