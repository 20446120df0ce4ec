import { defineRule } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import { gatherLeftOut } from "./left-out.ts";
import { reportAll } from "./violations.ts";

/** True for a field that the body itself leaves out. */
const isLeftOut = ({ definition, keyword }: SchemaViolation): boolean =>
  definition.startsWith("bodies/") && keyword === "required";

export default defineRule({
  id: "schema/body",
  title: "Each JSON body is valid for its schema",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses"],
  yieldsTo: ["http/error-status"],
  messages: {
    invalid: "{{definition}}: {{message}}",
    "left-out": "the body has no {{fields}} ({{count}} required fields)",
  },
  perDialect: true,
  observe(context) {
    return {
      body({ kind, value }) {
        // Responses have a rule of their own, and so has the error body (http/error-body).
        if (kind === undefined || kind === "response" || kind === "error" || value === undefined)
          return;
        context.exercised();
        const violations = context.schemas.body(kind, value);
        const { report, dialect } = context;
        const isOwned = (one: SchemaViolation): boolean => context.isOwned(one, "body");
        const judged = { report, dialect, isOwned };
        const leftOut = gatherLeftOut(judged);
        reportAll(judged, violations, () => true, undefined, isLeftOut);
        for (const violation of violations)
          if (isLeftOut(violation) && !isOwned(violation)) leftOut.note(violation, "");
        leftOut.report();
      },
    };
  },
});
