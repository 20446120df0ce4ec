import { faultsOf, on } from "../../engine/fault.ts";
import { patchBody, patchFinal } from "../../tape/edits.ts";
import rule from "./present-at-end.ts";

export default faultsOf(rule, {
  missing: {
    "response.completed has usage null": on("text", [patchFinal("/usage", null)]),
    "response.incomplete has no usage": on("incomplete", [patchFinal("/usage", undefined)]),
    "a plain answer has no usage": on("plain", [patchBody("/usage", null)]),
    "a compaction has no usage": on("compacted", [patchBody("/usage", undefined)]),
    "usage is left out of response.completed": on("text", [patchFinal("/usage", undefined)]),
  },
  field: {
    "the details of the input are missing": on("text", [
      patchFinal("/usage/input_tokens_details", undefined),
    ]),
    "the details of the output are empty": on("call", [
      patchFinal("/usage/output_tokens_details", {}),
    ]),
    "the total is missing": on("text", [patchFinal("/usage/total_tokens", undefined)]),
    "a compaction does not count its output": on("compacted", [
      patchBody("/usage/output_tokens", undefined),
    ]),
    "all details are empty": on("text", [
      patchFinal("/usage/input_tokens_details", {}),
      patchFinal("/usage/output_tokens_details", {}),
    ]),
    "all details are null": on("text", [
      patchFinal("/usage/input_tokens_details/cached_tokens", null),
      patchFinal("/usage/output_tokens_details/reasoning_tokens", null),
    ]),
  },
  "chat-names": {
    "the counts have the names of another API": on("text", [
      patchFinal("/usage", {
        prompt_tokens: 12,
        completion_tokens: 8,
        total_tokens: 20,
      }),
    ]),
  },
});
