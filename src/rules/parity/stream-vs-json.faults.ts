import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchDone, patchFinal } from "../../tape/edits.ts";
import rule from "./stream-vs-json.ts";

export default faultsOf(
  rule,
  {
    shape: {
      "a setting is only told in the stream": on("parity", patchBody("/top_logprobs", undefined), {
        alsoFires: ["schema/response"],
        dialects: ["openresponses"],
      }),
      "a field of the vendor's is only told in the JSON answer": on(
        "parity",
        patchBody("/timings", { total_ms: 12 }),
      ),
    },
  },
  {
    "a setting is only told in the JSON answer": on(
      "parity",
      patchFinal("/top_logprobs", undefined, 1),
      { alsoFires: ["schema/response"], dialects: ["openresponses"] },
    ),
    "an item of the stream lacks what the JSON answer tells": on(
      "parity",
      patchDone(0, "/content/0/annotations", undefined, 1),
      { alsoFires: ["schema/item"] },
    ),
  },
);
