import { faultsOf } from "../../engine/fault.ts";
import { chain, onEvents, patch, patchAll } from "../../tape/edits.ts";
import rule from "./kind-matches.ts";

export default faultsOf(rule, {
  "a refusal streams into a text part": {
    tape: "refusal",
    edit: patch("response.content_part.added", 0, "/part", {
      type: "output_text",
      text: "",
      annotations: [],
      logprobs: [],
    }),
    finds: ["part", "changed"],
  },
  "argument deltas come for a message": {
    tape: "empty-text",
    edit: chain(
      patch("response.output_text.done", 0, "/type", "response.function_call_arguments.done"),
      patch("response.function_call_arguments.done", 0, "/arguments", ""),
      onEvents((events) => {
        for (const event of events)
          if (event.event === "response.output_text.done")
            event.event = "response.function_call_arguments.done";
        return events;
      }),
    ),
    finds: "item",
    alsoFires: ["part/pairing"],
  },
  "the part is done as a refusal": {
    tape: "text",
    edit: chain(
      patchAll("response.content_part.done", "/part/type", "refusal"),
      patch("response.content_part.done", 0, "/part/refusal", "The weather is sunny today."),
    ),
    finds: "changed",
  },
});
