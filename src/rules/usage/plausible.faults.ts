import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchFinal } from "../../tape/edits.ts";
import rule from "./plausible.ts";

export default faultsOf(rule, {
  "all-zero": {
    "every count is zero": on("text", [
      patchFinal("/usage", {
        input_tokens: 0,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 0,
      }),
    ]),
  },
  zero: {
    "the input count of a plain answer is zero": on("plain", [
      patchBody("/usage/input_tokens", 0),
      patchBody("/usage/total_tokens", 5),
    ]),
  },
  "no-reasoning": {
    "the reasoning count is zero, although there is raw reasoning": on("reasoning-openai", [
      patchFinal("/usage/output_tokens_details/reasoning_tokens", 0),
    ]),
  },
});
