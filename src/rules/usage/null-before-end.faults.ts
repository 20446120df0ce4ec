import { faultsOf } from "../../engine/fault.ts";
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
  "response.created counts already": {
    tape: "text",
    edit: patch("response.created", 0, "/response/usage", usage),
    finds: "early",
  },
  "response.in_progress has an empty usage": {
    tape: "text",
    edit: patch("response.in_progress", 0, "/response/usage", {}),
    finds: "early",
  },
  "a delta carries usage": {
    tape: "text",
    edit: patch("response.output_text.delta", 1, "/usage", usage),
    finds: "in-event",
  },
  "usage is left out of response.created": {
    tape: "text",
    edit: patch("response.created", 0, "/response/usage", undefined),
    finds: "absent",
    dialects: ["openresponses"],
  },
});
