import { faultsOf, on } from "../../engine/fault.ts";
import { insertAfter, onText, rewrite } from "../../tape/edits.ts";
import rule from "./event-names.ts";

export default faultsOf(rule, {
  foreign: {
    "raw reasoning is sent with OpenAI's name": on("reasoning-openresponses", [
      rewrite("response.reasoning.", "response.reasoning_text."),
    ]),
    "raw reasoning is sent with the name of Open Responses": on("reasoning-openai", [
      rewrite("response.reasoning_text.", "response.reasoning."),
    ]),
    "summaries are sent with an unknown name": on(
      "summary",
      [rewrite("reasoning_summary_part.", "reasoning_part.")],
      { alsoFires: ["part/added-before-delta"] },
    ),
    "the parts of raw reasoning are sent with an unknown name": on(
      "reasoning-openai",
      [
        onText((stream) =>
          stream.replaceAll(
            /response\.content_part\.(\w+)(\n.*?|",.*?)"item_id":"rs_1"/g,
            (frame) => frame.replaceAll("content_part", "reasoning_part"),
          ),
        ),
      ],
      { alsoFires: ["part/added-before-delta"] },
    ),
    "a summary starts with an event that no dialect has": on("summary-one", [
      insertAfter("response.output_item.added", 0, {
        type: "response.reasoning_text.added",
        output_index: 0,
        item_id: "rs_1",
      }),
    ]),
    "summaries are sent with an early name of OpenAI": on("summary-one", [
      insertAfter("response.reasoning_summary_part.added", 0, {
        type: "response.reasoning_summary.delta",
        output_index: 0,
        item_id: "rs_1",
        summary_index: 0,
        delta: { text: "One thought." },
      }),
    ]),
  },
});
