import { defineRule } from "../../engine/rule.ts";
import { isEvent } from "./definitions.ts";
import { reportAll } from "./violations.ts";

export default defineRule({
  id: "schema/event",
  title: "Each event is valid for the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: { invalid: "{{definition}}: {{message}}" },
  yieldsTo: ["websocket/error-envelope"],
  perDialect: true,
  observe(context) {
    return {
      forType(type) {
        if (!context.schemas.eventTypes.has(type)) return undefined;
        return (event) => {
          context.exercised();
          reportAll(context, context.violations(event), isEvent, event);
        };
      },
    };
  },
});
