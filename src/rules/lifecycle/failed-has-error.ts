import { defineRule } from "../../engine/rule.ts";
import { observeField, texts } from "./final-fields.ts";

export default defineRule({
  id: "lifecycle/failed-has-error",
  title: "A failed response has an error, and any other response has error null",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/object#error"],
  messages: {
    missing: "the response failed, but it has no error",
    field: "the error of the failed response has no {{field}}",
    unexpected: "response.error is set, but the response is {{outcome}}",
    absent: "response.error is missing; expected null if there is no error",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  messageYieldsTo: { absent: ["schema/response:left-out"] },
  owns: [
    { pointer: /^\/response\/error(\/(code|message))?$/ },
    // The error of a response, not that of an event itself.
    { definition: /^(?!events\/)/, pointer: /^\/error(\/(code|message))?$/ },
  ],
  observe: (context) =>
    observeField(context, {
      field: "error",
      outcome: "failed",
      shape: "{code, message}",
      wrong: texts("code", "message"),
    }),
});
