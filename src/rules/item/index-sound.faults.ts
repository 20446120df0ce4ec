import { arrayAt, integerAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { drop, eachPayload, moveBefore, patch, patchAll, type TapeEdit } from "../../tape/edits.ts";
import rule from "./index-sound.ts";

/** Moves events with an output_index from one index to another. */
const reindex = (change: (index: number) => number): TapeEdit =>
  eachPayload((payload) => {
    const index = integerAt(payload, "output_index");
    if (index !== undefined) payload["output_index"] = change(index);
  });

export default faultsOf(rule, {
  gap: {
    "the first item has output_index 1": on("text", [reindex((index) => index + 1)]),
    "one output_index is skipped": on("parallel", [reindex((index) => (index === 2 ? 3 : index))]),
    "the items of a response are counted from 1": on("parallel", [reindex((index) => index + 1)]),
    "the items are counted from 1, and a part ends after its item": on("text", [
      reindex((index) => index + 1),
      moveBefore("response.output_item.done", 0, "response.content_part.done"),
    ]),
  },
  reused: {
    "two open items have the same output_index": on("interleaved", [
      reindex((index) => (index === 2 ? 1 : index)),
    ]),
    "a message and a call both have output_index 0": on("parallel", [
      reindex((index) => Math.max(0, index - 1)),
    ]),
    "a message and a call both have output_index 0, and the message is done with another id": on(
      "interleaved",
      [
        reindex((index) => Math.max(0, index - 1)),
        patch("response.output_item.done", 0, "/item/id", "msg_9"),
      ],
      { alsoFires: ["item/added-done-pairing"] },
    ),
  },
  elsewhere: {
    "an argument delta has the index of the other call": on("interleaved", [
      patch("response.function_call_arguments.delta", 0, "/output_index", 2),
    ]),
    "the deltas name an output_index that no item has": on("text", [
      patchAll("response.output_text.delta", "/output_index", 3),
    ]),
    "output_item.done gives another output_index": on("text", [
      patch("response.output_item.done", 0, "/output_index", 1),
    ]),
    "a phase of a search has the output_index of the next item": on("phases", [
      patch("response.web_search_call.searching", 0, "/output_index", 1),
    ]),
  },
  order: {
    "a message and a call share output_index 0, the message is never closed, and the call is first at the end":
      on(
        "parallel",
        [
          reindex((index) => Math.max(0, index - 1)),
          drop("response.output_text.done"),
          drop("response.content_part.done"),
          drop("response.output_item.done"),
          eachPayload((payload) => {
            const output = arrayAt(payload["response"], "output");
            output?.splice(1, 0, ...output.splice(0, 1));
          }),
        ],
        { alsoFinds: ["reused"], alsoFires: ["item/added-done-pairing"] },
      ),
    "the items of the final output are in a different order": on("parallel", [
      eachPayload((payload) => arrayAt(payload["response"], "output")?.reverse()),
    ]),
    "a later item is done first, and is first in the final output": on("interleaved", [
      moveBefore("response.output_item.done", 1, "response.output_item.done"),
      eachPayload((payload) => {
        const output = arrayAt(payload["response"], "output");
        output?.unshift(...output.splice(1, 1));
      }),
    ]),
  },
});
