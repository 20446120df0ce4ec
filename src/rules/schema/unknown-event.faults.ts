import { faultsOf, on } from "../../engine/fault.ts";
import { insertAfter } from "../../tape/edits.ts";
import rule from "./unknown-event.ts";

export default faultsOf(rule, {
  unknown: {
    "an event of the server's own without prefix": on(
      "text",
      insertAfter("response.in_progress", 0, { type: "response.thinking.delta" }),
    ),
    "an event of reasoning under which no text streams": on(
      "summary",
      insertAfter("response.in_progress", 0, { type: "response.reasoning_effort.changed" }),
    ),
    "an event whose name only ends like one of reasoning": on(
      "text",
      insertAfter("response.in_progress", 0, { type: "my.response.reasoning.delta" }),
    ),
    "an event whose prefix begins with no letter or digit": on(
      "text",
      insertAfter("response.in_progress", 0, { type: "-acme:thinking" }),
    ),
    // OpenAI's own servers send them.
    "keep-alive events without prefix": on(
      "text",
      insertAfter("response.in_progress", 0, { type: "keepalive" }),
      { dialects: ["openresponses"] },
    ),
  },
});
