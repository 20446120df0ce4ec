import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchFinal, patchItem } from "../../tape/edits.ts";
import rule from "./required-fields.ts";

export default faultsOf(rule, {
  missing: {
    "the status of a reasoning item is a number": on("summary", [
      patch("response.output_item.added", 0, "/item/status", 1),
    ]),
    "a call has no id": on("call", [patchItem(0, "/id", undefined)]),
    "a message has no status": on("text", [patchItem(0, "/status", undefined)]),
    "an item of a plain answer has no type": on("plain", [patchBody("/output/0/type", undefined)]),
    "a reasoning item has no id": on("summary-one", [patchItem(0, "/id", undefined)]),
    "a message of the final output has no status": on("text", [
      patchFinal("/output/0/status", undefined),
    ]),
    "a message of a plain answer has no status": on("plain", [
      patchBody("/output/0/status", undefined),
    ]),
  },
});
