import { defineRule } from "../../engine/rule.ts";
import { isEvent, isItem } from "./definitions.ts";
import { reportAll } from "./violations.ts";

const isResponse = (definition: string): boolean => !isEvent(definition) && !isItem(definition);

export default defineRule({
  id: "schema/response",
  title: "Each snapshot of the response is valid for the schema of a response",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  yieldsTo: ["state/not-found"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      snapshot({ response, event }) {
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isResponse, event);
      },
    };
  },
});
