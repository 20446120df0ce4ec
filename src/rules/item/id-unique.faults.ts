import { faultsOf, on } from "../../engine/fault.ts";
import { eachPayload, patchBody, patchItem } from "../../tape/edits.ts";
import rule from "./id-unique.ts";

export default faultsOf(rule, {
  repeated: {
    "two calls share an id": on("parallel", [
      eachPayload((payload) => {
        if (payload["item_id"] === "fc_2") payload["item_id"] = "fc_1";
      }),
      patchItem(2, "/id", "fc_1"),
    ]),
    "two items of a plain answer share an id": on("plain-call", [
      patchBody("/output/1", {
        type: "function_call",
        id: "fc_1",
        call_id: "call_2",
        name: "get_weather",
        arguments: '{"city":"Paris"}',
        status: "completed",
      }),
    ]),
  },
});
