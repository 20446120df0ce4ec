import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchFinal } from "../../tape/edits.ts";
import rule from "./arithmetic.ts";

export default faultsOf(rule, {
  total: {
    "the total does not include the output": on("text", [patchFinal("/usage/total_tokens", 12)]),
  },
  cached: {
    "more tokens are cached than were sent": on("text", [
      patchFinal("/usage/input_tokens_details/cached_tokens", 1024),
    ]),
  },
  reasoning: {
    "more reasoning tokens than output tokens are counted": on("summary", [
      patchFinal("/usage/output_tokens_details/reasoning_tokens", 64),
    ]),
  },
  "over-limit": {
    "the output count is above the limit": on(
      "incomplete",
      [patchFinal("/max_output_tokens", 15)],
      { alsoFires: ["echo/request"] },
    ),
  },
  negative: {
    "a count of a plain answer is below zero": on("plain", [patchBody("/usage/output_tokens", -1)]),
  },
});
