import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, patch, patchItem, setAt } from "../../tape/edits.ts";
import rule from "./ids.ts";

export default faultsOf(rule, {
  missing: {
    "the call has no call_id": on("call", patchItem(0, "/call_id", undefined)),
    "the call_id is empty when the call is added": on(
      "call",
      patch("response.output_item.added", 0, "/item/call_id", ""),
    ),
  },
  repeated: {
    "parallel calls share a call_id": on("parallel", patchItem(2, "/call_id", "call_1")),
    "calls of a plain answer share a call_id": on(
      "plain-call",
      onBody((body) => {
        const item = objectAt(
          { item: Array.isArray(body["output"]) ? body["output"][0] : undefined },
          "item",
        );
        setAt(body, "/output/1", { ...item, id: "fc_2" });
        return body;
      }),
    ),
  },
});
