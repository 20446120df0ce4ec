import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, duplicate, eachPayload, patch } from "../../tape/edits.ts";
import rule from "./deltas-equal-done.ts";

export default faultsOf(rule, {
  differs: {
    "a delta is lost": on("text", [drop("response.output_text.delta", 2)]),
    "a delta is sent twice": on("unicode", [duplicate("response.output_text.delta", 1)]),
    "the done event trims its text": on("two-parts", [
      patch("response.output_text.done", 1, "/text", "Second  part."),
    ]),
    "the done event composes a decomposed letter": on("unicode", [
      eachPayload((payload) => {
        if (payload["type"] === "response.output_text.done")
          payload["text"] = String(payload["text"]).normalize("NFC");
      }),
    ]),
    "a summary loses a delta": on("summary", [drop("response.reasoning_summary_text.delta", 3)]),
    "the done event of a refusal has another text": on("refusal", [
      patch("response.refusal.done", 0, "/refusal", "I cannot help."),
    ]),
    "a delta of the code is lost": on("hosted", [
      drop("response.code_interpreter_call_code.delta", 1),
    ]),
    "a delta of the input of a custom tool is lost": on("custom-tool", [
      drop("response.custom_tool_call_input.delta"),
    ]),
    "the done event has an empty text": on("text", [
      patch("response.output_text.done", 0, "/text", ""),
    ]),
  },
  "no-deltas": { "no delta is sent": on("refusal", [dropAll("response.refusal.delta")]) },
  "not-done": {
    "the code is never done": on("hosted", [drop("response.code_interpreter_call_code.done")]),
  },
});
