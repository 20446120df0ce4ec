import type { SchemaViolation } from "../../schema/index.ts";
import { defineRule } from "../../engine/rule.ts";
import { reportAll } from "./violations.ts";

export default defineRule({
  id: "schema/body",
  title: "Each JSON body is valid for its schema",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses"],
  yieldsTo: ["http/error-status"],
  messages: { invalid: "{{definition}}: {{message}}" },
  perDialect: true,
  observe(context) {
    return {
      body({ kind, value }) {
        // Responses have a rule of their own, and so has the error body (http/error-body).
        if (kind === undefined || kind === "response" || kind === "error" || value === undefined)
          return;
        context.exercised();
        const { report, dialect, isOwned } = context;
        const judged = { report, dialect, isOwned: (one: SchemaViolation) => isOwned(one, "body") };
        reportAll(judged, context.schemas.body(kind, value), () => true);
      },
    };
  },
});
