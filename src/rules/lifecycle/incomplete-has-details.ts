import { defineRule } from "../../engine/rule.ts";
import { observeField, texts } from "./final-fields.ts";

export default defineRule({
  id: "lifecycle/incomplete-has-details",
  title: "An incomplete response has incomplete_details, and any other response has null there",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#incomplete_details"],
  messages: {
    missing: "the response is incomplete, but it has no incomplete_details",
    field: "incomplete_details has no {{field}}",
    unexpected: "incomplete_details is set, but the response is {{outcome}}",
    absent: "incomplete_details is missing; expected null if the response is not incomplete",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  messageYieldsTo: { absent: ["schema/response:left-out"] },
  owns: [{ pointer: /(^|\/response)\/incomplete_details(\/|$)/, except: "enum" }],
  observe: (context) =>
    observeField(context, {
      field: "incomplete_details",
      outcome: "incomplete",
      shape: "{reason}",
      wrong: texts("reason"),
    }),
});
