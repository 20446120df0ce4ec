import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents, patch, patchDone } from "../../tape/edits.ts";
import rule from "./not-leaked.ts";

export default faultsOf(rule, {
  leaked: {
    "the markup of a call stands in the message before it": on("parallel", [
      onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["delta"] === "look.")
            payload["delta"] = "<tool_call>{}";
        return events;
      }),
      patch("response.output_text.done", 0, "/text", "Let me <tool_call>{}"),
      patch("response.content_part.done", 0, "/part/text", "Let me <tool_call>{}"),
      patchDone(0, "/content/0/text", "Let me <tool_call>{}"),
    ]),
  },
});
