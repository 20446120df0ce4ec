import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchDone, patchFinal } from "../../tape/edits.ts";
import rule from "./stream-vs-json.ts";

export default faultsOf(
  rule,
  {
    shape: {
      "only the stream has a setting": on("parity", [patchBody("/top_logprobs", undefined)], {
        alsoFires: ["schema/response"],
        dialects: ["openresponses"],
      }),
      "only the JSON answer has a vendor field": on("parity", [
        patchBody("/timings", { total_ms: 12 }),
      ]),
    },
  },
  {
    "only the JSON answer has a setting": on(
      "parity",
      [patchFinal("/top_logprobs", undefined, 1)],
      { alsoFires: ["schema/response"], dialects: ["openresponses"] },
    ),
    "a field of the JSON answer is missing from an item of the stream": on(
      "parity",
      [patchDone(0, "/content/0/annotations", undefined, 1)],
      { alsoFires: ["schema/item"] },
    ),
  },
);
