import { faultsOf, on } from "../../engine/fault.ts";
import { eachPayload, patch, patchAll } from "../../tape/edits.ts";
import rule from "./increasing.ts";

export default faultsOf(rule, {
  "not-increasing": {
    "every number is 1": on("text", [
      eachPayload((payload, at) => (payload["sequence_number"] = at === 0 ? 0 : 1)),
    ]),
    "output_item.done always has number 1": on("parallel", [
      patchAll("response.output_item.done", "/sequence_number", 1),
    ]),
    "the terminal event has its own counter": on("text", [
      patch("response.completed", 0, "/sequence_number", 0),
    ]),
    "events without a number get 0": on("text", [
      patchAll("response.content_part.added", "/sequence_number", 0),
    ]),
    "the error event always has number 1": on("failed", [patch("error", 0, "/sequence_number", 1)]),
    "the error event has number 0": on("failed", [patch("error", 0, "/sequence_number", 0)]),
  },
});
