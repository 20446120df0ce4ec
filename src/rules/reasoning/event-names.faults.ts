import { faultsOf } from "../../engine/fault.ts";
import { insertAfter, onText } from "../../tape/edits.ts";
import rule from "./event-names.ts";

export default faultsOf(rule, {
  "raw reasoning under OpenAI's name": {
    tape: "reasoning-openresponses",
    edit: onText((stream) => stream.replaceAll("response.reasoning.", "response.reasoning_text.")),
    finds: "foreign",
  },
  "raw reasoning under the name of Open Responses": {
    tape: "reasoning-openai",
    edit: onText((stream) => stream.replaceAll("response.reasoning_text.", "response.reasoning.")),
    finds: "foreign",
  },
  "summaries under a name of the server's own": {
    tape: "summary",
    edit: onText((stream) => stream.replaceAll("reasoning_summary_part.", "reasoning_part.")),
    finds: "foreign",
    alsoFires: ["part/added-before-delta"],
  },
  "the parts of raw reasoning under a name of the server's own": {
    tape: "reasoning-openai",
    edit: onText((stream) =>
      stream.replaceAll(/response\.content_part\.(\w+)(\n.*?|",.*?)"item_id":"rs_1"/g, (frame) =>
        frame.replaceAll("content_part", "reasoning_part"),
      ),
    ),
    finds: "foreign",
    alsoFires: ["part/added-before-delta"],
  },
  "a summary is begun by an event that no dialect has": {
    tape: "summary-one",
    edit: insertAfter("response.output_item.added", 0, {
      type: "response.reasoning_text.added",
      output_index: 0,
      item_id: "rs_1",
    }),
    finds: "foreign",
  },
  "summaries stream under the name that OpenAI first had for them": {
    tape: "summary-one",
    edit: insertAfter("response.reasoning_summary_part.added", 0, {
      type: "response.reasoning_summary.delta",
      output_index: 0,
      item_id: "rs_1",
      summary_index: 0,
      delta: { text: "One thought." },
    }),
    finds: "foreign",
  },
});
