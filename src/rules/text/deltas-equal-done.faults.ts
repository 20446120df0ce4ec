import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, onEvents, patch, renumber } from "../../tape/edits.ts";
import rule from "./deltas-equal-done.ts";

export default faultsOf(rule, {
  "a delta is lost": {
    tape: "text",
    edit: drop("response.output_text.delta", 2),
    finds: "differs",
  },
  "a delta comes twice": {
    tape: "unicode",
    edit: onEvents((events) =>
      renumber(
        events.flatMap((event) =>
          event.payload !== "[DONE]" && event.payload["delta"] === "😀👍🏽"
            ? [event, event]
            : [event],
        ),
      ),
    ),
    finds: "differs",
  },
  "the done event trims its text": {
    tape: "two-parts",
    edit: patch("response.output_text.done", 1, "/text", "Second  part."),
    finds: "differs",
  },
  "a decomposed letter is composed": {
    tape: "unicode",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        if (payload === "[DONE]" || payload["type"] !== "response.output_text.done") continue;
        payload["text"] = String(payload["text"]).normalize("NFC");
      }
      return events;
    }),
    finds: "differs",
  },
  "a summary loses a delta": {
    tape: "summary",
    edit: drop("response.reasoning_summary_text.delta", 3),
    finds: "differs",
  },
  "the refusal is done as another text": {
    tape: "refusal",
    edit: patch("response.refusal.done", 0, "/refusal", "I cannot help."),
    finds: "differs",
  },
  "no delta at all": {
    tape: "refusal",
    edit: chain(drop("response.refusal.delta"), drop("response.refusal.delta")),
    finds: "no-deltas",
  },
  "a delta of the code is lost": {
    tape: "hosted",
    edit: drop("response.code_interpreter_call_code.delta", 1),
    finds: "differs",
  },
  "the code is never done": {
    tape: "hosted",
    edit: drop("response.code_interpreter_call_code.done"),
    finds: "not-done",
  },
  "a delta of the input of a custom tool is lost": {
    tape: "custom-tool",
    edit: drop("response.custom_tool_call_input.delta"),
    finds: "differs",
  },
  "the done event has no text in it": {
    tape: "text",
    edit: patch("response.output_text.done", 0, "/text", ""),
    finds: "differs",
  },
});
