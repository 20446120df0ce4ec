import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";
import rule from "./ids.ts";

export default faultsOf(rule, {
  "the call has no call_id": {
    tape: "call",
    edit: chain(
      patch("response.output_item.added", 0, "/item/call_id", undefined),
      patch("response.output_item.done", 0, "/item/call_id", undefined),
      patch("response.completed", 0, "/response/output/0/call_id", undefined),
    ),
    finds: "missing",
  },
  "the call_id is empty when the call is added": {
    tape: "call",
    edit: patch("response.output_item.added", 0, "/item/call_id", ""),
    finds: "missing",
  },
  "parallel calls share a call_id": {
    tape: "parallel",
    edit: chain(
      patch("response.output_item.added", 2, "/item/call_id", "call_1"),
      patch("response.output_item.done", 2, "/item/call_id", "call_1"),
      patch("response.completed", 0, "/response/output/2/call_id", "call_1"),
    ),
    finds: "repeated",
  },
  "calls of a plain answer share a call_id": {
    tape: "plain-call",
    edit: onBody((body) => {
      const item = objectAt(
        { item: Array.isArray(body["output"]) ? body["output"][0] : undefined },
        "item",
      );
      setAt(body, "/output/1", { ...item, id: "fc_2" });
      return body;
    }),
    finds: "repeated",
  },
});
