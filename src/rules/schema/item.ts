import { defineRule } from "../../engine/rule.ts";
import { isItem } from "./definitions.ts";
import { reportAll } from "./violations.ts";

/** Event types whose payload carries an output item or a content part. */
const carriesItem =
  /^response\.(output_item|content_part|reasoning_summary_part|output_text\.annotation)\./;

export default defineRule({
  id: "schema/item",
  title: "Each output item and content part is valid for the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      forType(type) {
        if (!carriesItem.test(type)) return undefined;
        return (event) => {
          context.exercised();
          reportAll(context, context.violations(event), isItem, event);
        };
      },
      snapshot({ response, event }) {
        if (!Array.isArray(response["output"]) || response["output"].length === 0) return;
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isItem, event);
      },
    };
  },
});
