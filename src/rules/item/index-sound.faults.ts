import { integerAt, objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, moveBefore, onEvents, patch, patchAll, type TapeEdit } from "../../tape/edits.ts";
import rule from "./index-sound.ts";

/** Moves events with an output_index from one index to another. */
const reindex = (change: (index: number) => number): TapeEdit =>
  onEvents((events) => {
    for (const { payload } of events) {
      const index = integerAt(payload, "output_index");
      if (index !== undefined) Object.assign(payload, { output_index: change(index) });
    }
    return events;
  });

export default faultsOf(rule, {
  "the first item has output_index 1": {
    tape: "text",
    edit: reindex((index) => index + 1),
    finds: "gap",
  },
  "an output_index is left out": {
    tape: "parallel",
    edit: reindex((index) => (index === 2 ? 3 : index)),
    finds: "gap",
  },
  "two items have one output_index while both are open": {
    tape: "interleaved",
    edit: reindex((index) => (index === 2 ? 1 : index)),
    finds: "reused",
  },
  "an argument delta has the index of the other call": {
    tape: "interleaved",
    edit: patch("response.function_call_arguments.delta", 0, "/output_index", 2),
    finds: "elsewhere",
  },
  "the final output has the items in another order": {
    tape: "parallel",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
        if (Array.isArray(response?.["output"])) response["output"].reverse();
      }
      return events;
    }),
    finds: "order",
  },
  "a later item is done first, and comes first in the final output": {
    tape: "interleaved",
    edit: chain(
      moveBefore("response.output_item.done", 1, "response.output_item.done"),
      onEvents((events) => {
        for (const { payload } of events) {
          const output =
            payload === "[DONE]" ? undefined : objectAt(payload, "response")?.["output"];
          if (Array.isArray(output)) output.unshift(...output.splice(1, 1));
        }
        return events;
      }),
    ),
    finds: "order",
  },
  "the items of a response are counted from 1": {
    tape: "parallel",
    edit: reindex((index) => index + 1),
    finds: "gap",
  },
  "the deltas name an output_index that no item has": {
    tape: "text",
    edit: patchAll("response.output_text.delta", "/output_index", 3),
    finds: "elsewhere",
  },
  "a message and a call both have output_index 0": {
    tape: "parallel",
    edit: reindex((index) => Math.max(0, index - 1)),
    finds: "reused",
  },
  "the items are counted from 1, and a part ends after its item": {
    tape: "text",
    edit: chain(
      reindex((index) => index + 1),
      moveBefore("response.output_item.done", 0, "response.content_part.done"),
    ),
    finds: "gap",
  },
  "output_item.done gives another output_index": {
    tape: "text",
    edit: patch("response.output_item.done", 0, "/output_index", 1),
    finds: "elsewhere",
  },
  "a phase of a search names the place of the next item": {
    tape: "phases",
    edit: patch("response.web_search_call.searching", 0, "/output_index", 1),
    finds: "elsewhere",
  },
  "a message and a call both have output_index 0, and the message is done with another id": {
    tape: "interleaved",
    edit: chain(
      reindex((index) => Math.max(0, index - 1)),
      patch("response.output_item.done", 0, "/item/id", "msg_9"),
    ),
    finds: "reused",
  },
});
