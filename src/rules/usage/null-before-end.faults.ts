import { faultsOf, on } from "../../engine/fault.ts";
import { patch } from "../../tape/edits.ts";
import rule from "./null-before-end.ts";

const usage = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 0,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 12,
};

export default faultsOf(rule, {
  early: {
    "response.created has usage": on("text", [
      patch("response.created", 0, "/response/usage", usage),
    ]),
    "response.in_progress has an empty usage": on("text", [
      patch("response.in_progress", 0, "/response/usage", {}),
    ]),
  },
  "in-event": {
    "a delta has usage": on("text", [patch("response.output_text.delta", 1, "/usage", usage)]),
  },
  absent: {
    "usage is left out of response.created": on(
      "text",
      [patch("response.created", 0, "/response/usage", undefined)],
      { dialects: ["openresponses"] },
    ),
  },
});
