import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./name-known.ts";

export default faultsOf(rule, {
  missing: {
    "only the finished call has its name": on("call", [
      patch("response.output_item.added", 0, "/item/name", ""),
    ]),
  },
  unknown: {
    "the called tool was not offered": on("parallel", [patchItem(1, "/name", "get_time")]),
    "a plain answer calls an unknown tool": on("plain-call", [
      patchBody("/output/0/name", "get_time"),
    ]),
  },
});
