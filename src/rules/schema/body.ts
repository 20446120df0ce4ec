import { defineRule } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import { gatherLeftOut } from "./left-out.ts";
import { reportAll } from "./violations.ts";

/** True for a field that the body itself leaves out. */
const isLeftOut = ({ definition, keyword }: SchemaViolation): boolean =>
  definition.startsWith("bodies/") && keyword === "required";

/** What http/error-body says of an error body. */
const ofErrorBody = /^(\/error(\/(message|type|code|param))?)?$/;

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
  observe({ schemas, report, dialect, isOwned, exercised }) {
    return {
      body({ kind, value }) {
        // Responses have a rule of their own.
        if (kind === undefined || kind === "response" || value === undefined) return;
        exercised();
        const violations = schemas.body(kind, value);
        const elsewhere = (one: SchemaViolation): boolean =>
          kind === "error" ? ofErrorBody.test(one.pointer) : isOwned(one, "body");
        const judged = { report, dialect, isOwned: elsewhere };
        const leftOut = gatherLeftOut(judged);
        reportAll(judged, violations, () => true, undefined, isLeftOut);
        for (const violation of violations)
          if (isLeftOut(violation) && !elsewhere(violation)) leftOut.note(violation, "");
        leftOut.report();
      },
    };
  },
});
