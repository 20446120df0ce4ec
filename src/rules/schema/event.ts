import { defineRule } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import { isEvent } from "./definitions.ts";
import { gatherLeftOut } from "./left-out.ts";
import { reportAll } from "./violations.ts";

/** True for a field that an event itself leaves out. */
const isLeftOut = ({ definition, keyword }: SchemaViolation): boolean =>
  isEvent(definition) && keyword === "required";

export default defineRule({
  id: "schema/event",
  title: "Each event is valid for the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming"],
  messages: {
    invalid: "{{definition}}: {{message}}",
    "left-out": "events have no {{fields}}",
  },
  yieldsTo: ["websocket/error-envelope"],
  perDialect: true,
  observe(context) {
    const leftOut = gatherLeftOut(context);
    return {
      forType(type) {
        if (!context.schemas.eventTypes.has(type)) return undefined;
        const of = type.replace("response.", "");
        return (event) => {
          context.exercised();
          const violations = context.violations(event);
          reportAll(context, violations, isEvent, event, isLeftOut);
          for (const violation of violations)
            if (isLeftOut(violation) && !context.isOwned(violation))
              leftOut.note(violation, of, event);
        };
      },
      end: () => leftOut.report(),
    };
  },
});
