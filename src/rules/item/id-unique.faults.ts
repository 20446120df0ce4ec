import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onEvents, patch, setAt } from "../../tape/edits.ts";
import rule from "./id-unique.ts";

export default faultsOf(rule, {
  "two calls share an id": {
    tape: "parallel",
    edit: chain(
      onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["item_id"] === "fc_2") payload["item_id"] = "fc_1";
        return events;
      }),
      patch("response.output_item.added", 2, "/item/id", "fc_1"),
      patch("response.output_item.done", 2, "/item/id", "fc_1"),
      patch("response.completed", 0, "/response/output/2/id", "fc_1"),
    ),
    finds: "repeated",
  },
  "two items of a plain answer share an id": {
    tape: "plain-call",
    edit: onBody((body) => {
      const item = structuredClone((body["output"] as { call_id: string }[])[0]);
      setAt(body, "/output/1", { ...item, call_id: "call_2" });
      return body;
    }),
    finds: "repeated",
  },
});
