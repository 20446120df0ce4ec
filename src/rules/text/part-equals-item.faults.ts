import { stringAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onEvents, patch, renumber } from "../../tape/edits.ts";
import rule from "./part-equals-item.ts";

export default faultsOf(rule, {
  "the item is done with another text": {
    tape: "text",
    edit: patch("response.output_item.done", 0, "/item/content/0/text", "The weather is sunny."),
    finds: "differs",
  },
  "the item is done without its content, here and in the final output": {
    tape: "text",
    edit: chain(
      patch("response.output_item.done", 0, "/item/content", []),
      patch("response.completed", 0, "/response/output/0/content", []),
    ),
    finds: "missing",
  },
  "the reasoning is done without its second summary": {
    tape: "summary",
    edit: chain(
      patch("response.output_item.done", 0, "/item/summary/1", undefined),
      patch("response.completed", 0, "/response/output/0/summary/1", undefined),
    ),
    finds: "missing",
  },
  "the text stands in the finished item only, without part or delta": {
    tape: "text",
    edit: onEvents((events) =>
      renumber(
        events.filter(
          ({ payload }) =>
            payload === "[DONE]" ||
            !/\.(content_part|output_text)\./.test(stringAt(payload, "type") ?? ""),
        ),
      ),
    ),
    finds: "not-streamed",
  },
  "the input of a custom tool is another in the item": {
    tape: "custom-tool",
    edit: patch("response.output_item.done", 0, "/item/input", "print(2)"),
    finds: "differs",
  },
});
