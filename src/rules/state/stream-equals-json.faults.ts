import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, rewrite } from "../../tape/edits.ts";
import rule from "./stream-equals-json.ts";

export default faultsOf(rule, {
  differs: {
    "the stored text differs": on("replay", [
      rewrite("The weather is sunny.", "The weather is sunny", 1),
    ]),
    "usage is not stored": on("replay", [
      patchBody("/usage/output_tokens_details", { reasoning_tokens: 3 }, 1),
    ]),
  },
});
