import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody, patch } from "../../tape/edits.ts";
import rule from "./plausible.ts";

export default faultsOf(rule, {
  "nothing is counted": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage", {
      input_tokens: 0,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 0,
    }),
    finds: "zero",
  },
  "the input of a plain answer is not counted": {
    tape: "plain",
    edit: onBody((body) => ({
      ...body,
      usage: { ...objectAt(body, "usage"), input_tokens: 0, total_tokens: 5 },
    })),
    finds: "zero",
  },
  "raw reasoning is not counted": {
    tape: "reasoning-openai",
    edit: patch(
      "response.completed",
      0,
      "/response/usage/output_tokens_details/reasoning_tokens",
      0,
    ),
    finds: "no-reasoning",
  },
});
