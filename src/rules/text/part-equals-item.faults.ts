import { faultsOf, on } from "../../engine/fault.ts";
import { dropAll, patch, patchDone } from "../../tape/edits.ts";
import rule from "./part-equals-item.ts";

export default faultsOf(rule, {
  differs: {
    "the item is done with another text": on("text", [
      patch("response.output_item.done", 0, "/item/content/0/text", "The weather is sunny."),
    ]),
    "the finished item has another input of a custom tool": on("custom-tool", [
      patch("response.output_item.done", 0, "/item/input", "print(2)"),
    ]),
  },
  missing: {
    "the finished item and the final output have no content": on("text", [
      patchDone(0, "/content", []),
    ]),
    "the reasoning is done without its second summary": on("summary", [
      patchDone(0, "/summary/1", undefined),
    ]),
  },
  "not-streamed": {
    "only the finished item has the text, and no part or delta is sent": on("text", [
      dropAll(/\.(content_part|output_text)\./),
    ]),
  },
});
