import { faultsOf } from "../../engine/fault.ts";
import { chain, onEvents, patch } from "../../tape/edits.ts";
import rule from "./index-sound.ts";

export default faultsOf(rule, {
  "the only part has index 1": {
    tape: "text",
    edit: onEvents((events) => {
      for (const { payload } of events)
        if (payload !== "[DONE]" && payload["content_index"] === 0) payload["content_index"] = 1;
      return events;
    }),
    finds: "gap",
  },
  "both parts have index 0": {
    tape: "two-parts",
    edit: onEvents((events) => {
      for (const { payload } of events)
        if (payload !== "[DONE]" && payload["content_index"] === 1) payload["content_index"] = 0;
      return events;
    }),
    finds: "reused",
  },
  "a delta has the index of no part": {
    tape: "text",
    edit: patch("response.output_text.delta", 1, "/content_index", 1),
    finds: "no-such-part",
  },
  "content_index rises with each delta of a text": {
    tape: "text",
    edit: chain(
      ...[1, 2, 3, 4].map((n) => patch("response.output_text.delta", n, "/content_index", n)),
    ),
    finds: "no-such-part",
  },
  "content_index rises with each delta of raw reasoning": {
    tape: "reasoning-openai",
    edit: patch("response.reasoning_text.delta", 1, "/content_index", 1),
    finds: "no-such-part",
  },
  "a delta has the index of none of two parts": {
    tape: "two-parts",
    edit: patch("response.output_text.delta", 3, "/content_index", 5),
    finds: "no-such-part",
  },
});
