import { faultsOf, on } from "../../engine/fault.ts";
import { onBody, onEvents, patchItem, setAt } from "../../tape/edits.ts";
import rule from "./id-unique.ts";

export default faultsOf(rule, {
  repeated: {
    "two calls share an id": on("parallel", [
      onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["item_id"] === "fc_2") payload["item_id"] = "fc_1";
        return events;
      }),
      patchItem(2, "/id", "fc_1"),
    ]),
    "two items of a plain answer share an id": on(
      "plain-call",
      onBody((body) => {
        const item = structuredClone((body["output"] as { call_id: string }[])[0]);
        setAt(body, "/output/1", { ...item, call_id: "call_2" });
        return body;
      }),
    ),
  },
});
