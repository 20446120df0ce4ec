import { defineRule } from "../../engine/rule.ts";
import { onText, insertAfter } from "../../tape/edits.ts";

export const eventNames = defineRule<"foreign">({
  id: "reasoning/event-names",
  title: "reasoning streams under the event names of the dialect",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#reasoning", "openai:responses-streaming/response/reasoning_text/delta"],
  messages: { foreign: "{{type}} is not a reasoning event of this dialect" },
  perDialect: true,
  observe({ dialect, schemas, report, exercised }) {
    const raw = `response.${dialect.facts.reasoningEvent}`;
    return {
      forType(type) {
        if (!/^response\.reasoning[._]/.test(type)) return undefined;
        if (schemas.eventTypes.has(type)) return exercised;
        return (event) => {
          exercised();
          report("foreign", {
            at: event,
            pointer: "/type",
            expected: type.includes("summary")
              ? "response.reasoning_summary_part.* or response.reasoning_summary_text.*"
              : `${raw}.delta and ${raw}.done`,
            actual: type,
            args: { type },
          });
        };
      },
    };
  },
  faults: [
    {
      name: "raw reasoning under OpenAI's name",
      tape: "reasoning-openresponses",
      edit: onText((stream) =>
        stream.replaceAll("response.reasoning.", "response.reasoning_text."),
      ),
      finds: ["foreign"],
    },
    {
      name: "raw reasoning under the name of Open Responses",
      tape: "reasoning-openai",
      edit: onText((stream) =>
        stream.replaceAll("response.reasoning_text.", "response.reasoning."),
      ),
      finds: ["foreign"],
    },
    {
      name: "summaries under a name of the server's own",
      tape: "summary",
      edit: onText((stream) => stream.replaceAll("reasoning_summary_part.", "reasoning_part.")),
      finds: ["foreign"],
      alsoFires: ["part/added-before-delta"],
    },
    {
      name: "the parts of raw reasoning under a name of the server's own",
      tape: "reasoning-openai",
      edit: onText((stream) =>
        stream.replaceAll(/response\.content_part\.(\w+)(\n.*?|",.*?)"item_id":"rs_1"/g, (frame) =>
          frame.replaceAll("content_part", "reasoning_part"),
        ),
      ),
      finds: ["foreign"],
      alsoFires: ["part/added-before-delta"],
    },
    {
      name: "a summary is begun by an event that no dialect has",
      tape: "summary-one",
      edit: insertAfter("response.output_item.added", 0, {
        type: "response.reasoning_text.added",
        output_index: 0,
        item_id: "rs_1",
      }),
      finds: ["foreign"],
    },
    {
      name: "summaries stream under the name that OpenAI first had for them",
      tape: "summary-one",
      edit: insertAfter("response.reasoning_summary_part.added", 0, {
        type: "response.reasoning_summary.delta",
        output_index: 0,
        item_id: "rs_1",
        summary_index: 0,
        delta: { text: "One thought." },
      }),
      finds: ["foreign"],
    },
  ],
});
