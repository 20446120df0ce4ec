import { faultsOf } from "../../engine/fault.ts";
import { chain, onEvents, patch } from "../../tape/edits.ts";
import rule from "./not-leaked.ts";

export default faultsOf(rule, {
  "the markup of a call stands in the message before it": {
    tape: "parallel",
    edit: chain(
      onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["delta"] === "look.")
            payload["delta"] = "<tool_call>{}";
        return events;
      }),
      patch("response.output_text.done", 0, "/text", "Let me <tool_call>{}"),
      patch("response.content_part.done", 0, "/part/text", "Let me <tool_call>{}"),
      patch("response.output_item.done", 0, "/item/content/0/text", "Let me <tool_call>{}"),
      patch("response.completed", 0, "/response/output/0/content/0/text", "Let me <tool_call>{}"),
    ),
    finds: "leaked",
  },
});
