import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import {
  eachPayload,
  patch,
  patchAll,
  patchBody,
  patchDone,
  patchFinal,
} from "../../tape/edits.ts";
import rule from "./id-stable.ts";

export default faultsOf(rule, {
  changed: {
    "one delta names another id": on("text", [
      patch("response.output_text.delta", 2, "/item_id", "msg_other"),
    ]),
    "every event has a different id": on("text", [
      patch("response.content_part.added", 0, "/item_id", "a"),
      patchAll("response.output_text.delta", "/item_id", "b"),
      patch("response.output_text.done", 0, "/item_id", "c"),
      patch("response.content_part.done", 0, "/item_id", "d"),
      patch("response.output_item.done", 0, "/item/id", "e"),
      patchFinal("/output/0/id", "f"),
    ]),
    "the final output has new ids": on("parallel", [
      patchFinal("/output/0/id", "msg_f"),
      patchFinal("/output/1/id", "fc_f"),
      patchFinal("/output/1/call_id", "call_f"),
      patchFinal("/output/2/id", "fc_g"),
    ]),
    "the progress of a compaction has the id of no item": on("compaction", [
      patchAll("response.compaction.compacting", "/item_id", "cmp_9"),
    ]),
    "output_item.done has another id": on("call", [patchDone(0, "/id", "fc_other")]),
    "every event of a call has a different id": on("call", [
      eachPayload((payload, number) => {
        if (payload["item_id"] !== undefined) payload["item_id"] = `fc_event_${number}`;
        const item = objectAt(payload, "item");
        if (item) item["id"] = `fc_item_${number}`;
      }),
    ]),
    "the progress events of a hosted tool and the final output have different ids": on("hosted", [
      patch("response.code_interpreter_call.completed", 0, "/item_id", "ci_other"),
      patchFinal("/output/0/id", "ci_third"),
    ]),
    "each delta of a summary has a different id": on("summary", [
      eachPayload((payload, number) => {
        if (payload["type"] === "response.reasoning_summary_text.delta")
          payload["item_id"] = `rs_event_${number}`;
      }),
    ]),
    "the id of all deltas differs from their item": on("text", [
      patchAll("response.output_text.delta", "/item_id", "gen-1767225600"),
    ]),
    "the item_id of the events of a call is its call_id": on("call", [
      patchAll("response.function_call_arguments.delta", "/item_id", "call_1"),
      patchAll("response.function_call_arguments.done", "/item_id", "call_1"),
    ]),
  },
  empty: {
    "every id is empty": on("empty-text", [
      patch("response.output_item.added", 0, "/item/id", ""),
      patch("response.content_part.added", 0, "/item_id", ""),
      patch("response.output_text.done", 0, "/item_id", ""),
      patch("response.content_part.done", 0, "/item_id", ""),
      patchDone(0, "/id", ""),
    ]),
    "the id in a plain answer is empty": on("plain", [patchBody("/output/0/id", "")]),
    "only the added item has an empty id": on("text", [
      patch("response.output_item.added", 0, "/item/id", ""),
    ]),
  },
});
