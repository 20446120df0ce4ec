import { faultsOf } from "../../engine/fault.ts";
import { insertAfter } from "../../tape/edits.ts";
import rule from "./unknown-event.ts";

export default faultsOf(rule, {
  "an event of the server's own without prefix": {
    tape: "text",
    edit: insertAfter("response.in_progress", 0, { type: "response.thinking.delta" }),
    finds: "unknown",
  },
  "an event of reasoning under which no text streams": {
    tape: "summary",
    edit: insertAfter("response.in_progress", 0, { type: "response.reasoning_effort.changed" }),
    finds: "unknown",
  },
  "an event whose name only ends like one of reasoning": {
    tape: "text",
    edit: insertAfter("response.in_progress", 0, { type: "my.response.reasoning.delta" }),
    finds: "unknown",
  },
  "an event whose prefix begins with no letter or digit": {
    tape: "text",
    edit: insertAfter("response.in_progress", 0, { type: "-acme:thinking" }),
    finds: "unknown",
  },
  "keep-alive events without prefix": {
    tape: "text",
    edit: insertAfter("response.in_progress", 0, { type: "keepalive" }),
    finds: "unknown", // OpenAI's own servers send them.
    dialects: ["openresponses"],
  },
});
