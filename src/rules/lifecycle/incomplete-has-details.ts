import { defineRule } from "../../engine/rule.ts";
import { observeField, texts } from "./final-fields.ts";

export default defineRule({
  id: "lifecycle/incomplete-has-details",
  title: "an incomplete response says why, and no other does",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#incomplete_details"],
  messages: {
    missing: "the incomplete response has no incomplete_details",
    field: "incomplete_details has no {{field}}",
    unexpected: "incomplete_details is set although the response is {{outcome}}",
    absent: "incomplete_details is left out; where the response is whole it is null",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  owns: [{ pointer: /(^|\/response)\/incomplete_details(\/|$)/, except: "enum" }],
  observe: (context) =>
    observeField(context, {
      field: "incomplete_details",
      outcome: "incomplete",
      shape: "{reason}",
      wrong: texts("reason"),
    }),
});
