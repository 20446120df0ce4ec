import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onEvents, patch, patchAll, setAt } from "../../tape/edits.ts";
import rule from "./id-stable.ts";

export default faultsOf(rule, {
  "one delta names another id": {
    tape: "text",
    edit: patch("response.output_text.delta", 2, "/item_id", "msg_other"),
    finds: "changed",
  },
  "every event has an id of its own": {
    tape: "text",
    edit: chain(
      patch("response.content_part.added", 0, "/item_id", "a"),
      patchAll("response.output_text.delta", "/item_id", "b"),
      patch("response.output_text.done", 0, "/item_id", "c"),
      patch("response.content_part.done", 0, "/item_id", "d"),
      patch("response.output_item.done", 0, "/item/id", "e"),
      patch("response.completed", 0, "/response/output/0/id", "f"),
    ),
    finds: "changed",
  },
  "the final output has fresh ids": {
    tape: "parallel",
    edit: chain(
      patch("response.completed", 0, "/response/output/0/id", "msg_f"),
      patch("response.completed", 0, "/response/output/1/id", "fc_f"),
      patch("response.completed", 0, "/response/output/1/call_id", "call_f"),
      patch("response.completed", 0, "/response/output/2/id", "fc_g"),
    ),
    finds: "changed",
  },
  "output_item.done has another id": {
    tape: "call",
    edit: chain(
      patch("response.output_item.done", 0, "/item/id", "fc_other"),
      patch("response.completed", 0, "/response/output/0/id", "fc_other"),
    ),
    finds: "changed",
  },
  "the id is empty throughout": {
    tape: "empty-text",
    edit: chain(
      patch("response.output_item.added", 0, "/item/id", ""),
      patch("response.content_part.added", 0, "/item_id", ""),
      patch("response.output_text.done", 0, "/item_id", ""),
      patch("response.content_part.done", 0, "/item_id", ""),
      patch("response.output_item.done", 0, "/item/id", ""),
      patch("response.completed", 0, "/response/output/0/id", ""),
    ),
    finds: "empty",
  },
  "the id in a plain answer is empty": {
    tape: "plain",
    edit: onBody((body) => {
      setAt(body, "/output/0/id", "");
      return body;
    }),
    finds: "empty",
  },
  "every event of a call has an id of its own": {
    tape: "call",
    edit: onEvents((events) => {
      for (const [number, { payload }] of events.entries()) {
        if (payload === "[DONE]") continue;
        if (payload["item_id"] !== undefined) payload["item_id"] = `fc_event_${number}`;
        const item = objectAt(payload, "item");
        if (item) item["id"] = `fc_item_${number}`;
      }
      return events;
    }),
    finds: "changed",
  },
  "the progress events of a hosted tool and the final output have ids of their own": {
    tape: "hosted",
    edit: chain(
      patch("response.code_interpreter_call.completed", 0, "/item_id", "ci_other"),
      patch("response.completed", 0, "/response/output/0/id", "ci_third"),
    ),
    finds: "changed",
  },
  "each delta of a summary has an id of its own": {
    tape: "summary",
    edit: onEvents((events) => {
      for (const [number, { payload }] of events.entries())
        if (payload !== "[DONE]" && payload["type"] === "response.reasoning_summary_text.delta")
          payload["item_id"] = `rs_event_${number}`;
      return events;
    }),
    finds: "changed",
  },
  "all deltas have another id than their item": {
    tape: "text",
    edit: patchAll("response.output_text.delta", "/item_id", "gen-1767225600"),
    finds: "changed",
  },
  "the events of a call have its call_id for an item_id": {
    tape: "call",
    edit: chain(
      patchAll("response.function_call_arguments.delta", "/item_id", "call_1"),
      patchAll("response.function_call_arguments.done", "/item_id", "call_1"),
    ),
    finds: "changed",
  },
  "only the announcement has an empty id": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item/id", ""),
    finds: "empty",
  },
});
