import { faultsOf, on } from "../../engine/fault.ts";
import { dropAll, patch, patchDone } from "../../tape/edits.ts";
import rule from "./part-equals-item.ts";

export default faultsOf(rule, {
  differs: {
    "the item is done with another text": on(
      "text",
      patch("response.output_item.done", 0, "/item/content/0/text", "The weather is sunny."),
    ),
    "the input of a custom tool is another in the item": on(
      "custom-tool",
      patch("response.output_item.done", 0, "/item/input", "print(2)"),
    ),
  },
  missing: {
    "the item is done without its content, here and in the final output": on(
      "text",
      patchDone(0, "/content", []),
    ),
    "the reasoning is done without its second summary": on(
      "summary",
      patchDone(0, "/summary/1", undefined),
    ),
  },
  "not-streamed": {
    "the text stands in the finished item only, without part or delta": on(
      "text",
      dropAll(/\.(content_part|output_text)\./),
    ),
  },
});
