import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { onBody, patch } from "../../tape/edits.ts";
import rule from "./arithmetic.ts";

export default faultsOf(rule, {
  "the total leaves the output out": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage/total_tokens", 12),
    finds: "total",
  },
  "more was cached than asked": {
    tape: "text",
    edit: patch(
      "response.completed",
      0,
      "/response/usage/input_tokens_details/cached_tokens",
      1024,
    ),
    finds: "cached",
  },
  "reasoning is not counted as output": {
    tape: "summary",
    edit: patch(
      "response.completed",
      0,
      "/response/usage/output_tokens_details/reasoning_tokens",
      64,
    ),
    finds: "reasoning",
  },
  "the answer is longer than its limit": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/max_output_tokens", 15),
    finds: "over-limit",
    alsoFires: ["echo/request"],
  },
  "a count of a plain answer is below zero": {
    tape: "plain",
    edit: onBody((body) => ({
      ...body,
      usage: { ...objectAt(body, "usage"), output_tokens: -1 },
    })),
    finds: "negative",
  },
});
