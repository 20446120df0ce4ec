import { defineRule } from "../../engine/rule.ts";
import { observeField, texts } from "./final-fields.ts";

export default defineRule({
  id: "lifecycle/failed-has-error",
  title: "a failed response says why, and no other has an error",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#errors", "openai:responses/object#error"],
  messages: {
    missing: "the failed response has no error",
    field: "the error of the failed response has no {{field}}",
    unexpected: "response.error is set although the response is {{outcome}}",
    absent: "response.error is left out; where there is no error it is null",
  },
  // A snapshot whose status disagrees with its event carries the fields of the one or of the other.
  yieldsTo: ["lifecycle/status-matches-event"],
  owns: [
    // The error of a response, not that of an `error` event.
    { definition: /^(?!events\/error$)/, pointer: /(^|\/response)\/error(\/|$)/ },
  ],
  observe: (context) =>
    observeField(context, {
      field: "error",
      outcome: "failed",
      shape: "{code, message}",
      wrong: texts("code", "message"),
    }),
});
