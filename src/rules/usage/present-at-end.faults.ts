import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, patch } from "../../tape/edits.ts";
import rule from "./present-at-end.ts";

export default faultsOf(rule, {
  "response.completed has usage null": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage", null),
    finds: "missing",
  },
  "response.incomplete has no usage": {
    tape: "incomplete",
    edit: patch("response.incomplete", 0, "/response/usage", undefined),
    finds: "missing",
  },
  "a plain answer has no usage": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, usage: null })),
    finds: "missing",
  },
  "the details of the input are missing": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage/input_tokens_details", undefined),
    finds: "field",
  },
  "the details of the output are empty": {
    tape: "call",
    edit: patch("response.completed", 0, "/response/usage/output_tokens_details", {}),
    finds: "field",
  },
  "the counts have the names of another API": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage", {
      prompt_tokens: 12,
      completion_tokens: 8,
      total_tokens: 20,
    }),
    finds: "field",
  },
  "usage is left out of response.completed": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage", undefined),
    finds: "missing",
  },
  "the total is not counted": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/usage/total_tokens", undefined),
    finds: "field",
  },
  "all details are empty": {
    tape: "text",
    edit: chain(
      patch("response.completed", 0, "/response/usage/input_tokens_details", {}),
      patch("response.completed", 0, "/response/usage/output_tokens_details", {}),
    ),
    finds: "field",
  },
  "all details are null": {
    tape: "text",
    edit: chain(
      patch("response.completed", 0, "/response/usage/input_tokens_details/cached_tokens", null),
      patch(
        "response.completed",
        0,
        "/response/usage/output_tokens_details/reasoning_tokens",
        null,
      ),
    ),
    finds: "field",
  },
});
