import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./ids.ts";

export default faultsOf(rule, {
  missing: {
    "the call has no call_id": on("call", [patchItem(0, "/call_id", undefined)]),
    "the call_id is empty when the call is added": on("call", [
      patch("response.output_item.added", 0, "/item/call_id", ""),
    ]),
  },
  repeated: {
    "parallel calls share a call_id": on("parallel", [patchItem(2, "/call_id", "call_1")]),
    "calls of a plain answer share a call_id": on("plain-call", [
      patchBody("/output/1", {
        type: "function_call",
        id: "fc_2",
        call_id: "call_1",
        name: "get_weather",
        arguments: '{"city":"Paris"}',
        status: "completed",
      }),
    ]),
  },
});
