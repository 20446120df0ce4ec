import { integerAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "schema/timestamps",
  title: "created_at and completed_at are whole seconds since 1970",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#created_at"],
  yieldsTo: ["state/not-found"],
  owns: [{ pointer: /(^|\/response)\/(created_at|completed_at)$/ }],
  messages: {
    "not-seconds": "{{field}} is not a whole number of seconds",
    absent: "created_at is missing",
  },
  messageYieldsTo: { absent: ["schema/response:left-out"] },
  observe({ report, exercised }) {
    return {
      snapshot({ response, pointer, event }) {
        exercised();
        for (const field of ["created_at", "completed_at"]) {
          const value = response[field];
          // Null and absence are judged by the rules on the lifecycle and the schema's required fields.
          if (value === null || (value === undefined && field === "completed_at")) continue;
          const whole = integerAt(response, field) ?? -1;
          if (whole >= 0 && whole < 1e11) continue;
          report(value === undefined ? "absent" : "not-seconds", {
            at: event,
            pointer: `${pointer}/${field}`,
            expected: "an integer below 100000000000 (seconds)",
            actual: show(value),
            args: { field },
            key: field,
          });
        }
      },
    };
  },
});
