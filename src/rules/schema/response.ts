import { defineRule } from "../../engine/rule.ts";
import type { Snapshot } from "../../engine/exchange.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import { isOpen, outcomeOf } from "../lifecycle/outcome.ts";
import { isEvent, isItem } from "./definitions.ts";
import { gatherLeftOut } from "./left-out.ts";
import { reportAll } from "./violations.ts";

const isResponse = (definition: string): boolean => !isEvent(definition) && !isItem(definition);

/** True for a field that the response itself leaves out. */
const isLeftOut = ({ definition, keyword }: SchemaViolation): boolean =>
  definition === "objects/response" && keyword === "required";

/**
 * Fields with a rule of their own, and when that rule has no more to say of their absence than that: an incomplete
 * response without its reason is another fault than a null that a serialiser drops.
 */
const merelyAbsent: Record<string, (outcome: string | undefined) => boolean> = {
  created_at: () => true,
  completed_at: () => true,
  error: (outcome) => outcome !== "failed",
  incomplete_details: (outcome) => outcome !== "incomplete",
  usage: isOpen,
};

export default defineRule({
  id: "schema/response",
  title: "Each snapshot of the response is valid for the schema of a response",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  yieldsTo: ["state/not-found"],
  messages: {
    invalid: "{{definition}}: {{message}}",
    "left-out": "the response has no {{fields}} ({{count}} required fields)",
  },
  perDialect: true,
  observe(context) {
    const leftOut = gatherLeftOut(context);
    const note = (snapshot: Snapshot, violation: SchemaViolation): void => {
      const field = violation.pointer.replace(/^.*\//, "");
      const own = !context.isOwned(violation);
      if (own || merelyAbsent[field]?.(outcomeOf(snapshot)))
        leftOut.note(violation, "", snapshot.event, own);
    };
    return {
      snapshot(snapshot) {
        const { response, event } = snapshot;
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isResponse, event, isLeftOut);
        for (const violation of violations) if (isLeftOut(violation)) note(snapshot, violation);
      },
      end: () => leftOut.report(),
    };
  },
});
