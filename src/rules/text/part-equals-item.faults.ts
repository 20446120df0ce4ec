import { arrayAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import {
  drop,
  dropAll,
  eachPayload,
  patch,
  patchDone,
  patchFinal,
  rewrite,
  textPart,
} from "../../tape/edits.ts";
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
  lost: {
    "the refusal is never announced or done, and the final output has an empty text instead": on(
      "refusal",
      [
        dropAll(/\.output_item\./),
        rewrite('"content_index":0', '"content_index":2'),
        patchFinal("/output/0/content", [textPart("")]),
      ],
      { alsoFires: ["item/added-before-use", "part/index-sound"] },
    ),
    "the message before a call has its output_index, is never done, and is missing at the end": on(
      "parallel",
      [
        rewrite('"output_index":1', '"output_index":0'),
        rewrite('"output_index":2', '"output_index":1'),
        drop("response.output_text.done"),
        drop("response.output_item.done"),
        eachPayload((payload) => {
          arrayAt(payload["response"], "output")?.splice(0, 1);
        }),
      ],
      { alsoFires: ["item/added-done-pairing", "item/index-sound", "part/pairing"] },
    ),
  },
  "not-streamed": {
    "only the finished item has the text, and no part or delta is sent": on("text", [
      dropAll(/\.(content_part|output_text)\./),
    ]),
  },
});
