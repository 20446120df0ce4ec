import { faultsOf } from "../../engine/fault.ts";
import { onEvents, patch, patchAll } from "../../tape/edits.ts";
import rule from "./increasing.ts";

export default faultsOf(rule, {
  "every number is 1": {
    tape: "text",
    edit: onEvents((events) =>
      events.map(({ event, payload }, index) =>
        payload === "[DONE]"
          ? { event, payload }
          : { event, payload: { ...payload, sequence_number: index === 0 ? 0 : 1 } },
      ),
    ),
    finds: "not-increasing",
  },
  "output_item.done always has number 1": {
    tape: "parallel",
    edit: patchAll("response.output_item.done", "/sequence_number", 1),
    finds: "not-increasing",
  },
  "the terminal event counts on its own": {
    tape: "text",
    edit: patch("response.completed", 0, "/sequence_number", 0),
    finds: "not-increasing",
  },
  "events without a number of their own have 0": {
    tape: "text",
    edit: patchAll("response.content_part.added", "/sequence_number", 0),
    finds: "not-increasing",
  },
  "the error event always has number 1": {
    tape: "failed",
    edit: patch("error", 0, "/sequence_number", 1),
    finds: "not-increasing",
  },
  "the error event has number 0": {
    tape: "failed",
    edit: patch("error", 0, "/sequence_number", 0),
    finds: "not-increasing",
  },
});
