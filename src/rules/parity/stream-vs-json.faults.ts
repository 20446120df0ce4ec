import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch } from "../../tape/edits.ts";
import rule from "./stream-vs-json.ts";

export default faultsOf(rule, {
  "a setting is only told in the stream": {
    tape: "parity",
    edit: onBody(({ top_logprobs: _, ...rest }) => rest),
    finds: "shape",
    alsoFires: ["schema/response"],
    dialects: ["openresponses"],
  },
  "a setting is only told in the JSON answer": {
    tape: "parity",
    edit: patch("response.completed", 0, "/response/top_logprobs", undefined, 1),
    finds: [],
    alsoFires: ["schema/response"],
    dialects: ["openresponses"],
  },
  "an item of the stream lacks what the JSON answer tells": {
    tape: "parity",
    edit: chain(
      patch("response.output_item.done", 0, "/item/content/0/annotations", undefined, 1),
      patch("response.completed", 0, "/response/output/0/content/0/annotations", undefined, 1),
    ),
    finds: [],
    alsoFires: ["schema/item"],
  },
  "a field of the vendor's is only told in the JSON answer": {
    tape: "parity",
    edit: onBody((body) => ({ ...body, timings: { total_ms: 12 } })),
    finds: "shape",
  },
});
