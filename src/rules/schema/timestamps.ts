import { defineRule } from "../../engine/rule.ts";
import { integerAt } from "../../json/json.ts";
import { chain, onBody, patch, patchAll, patchSnapshots } from "../../tape/edits.ts";

export const schemaTimestamps = defineRule<"not-seconds">({
  id: "schema/timestamps",
  title: "created_at and completed_at are whole seconds since 1970",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#created_at"],
  yieldsTo: ["state/not-found"],
  messages: { "not-seconds": "{{field}} is not a whole number of seconds" },
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
          report("not-seconds", {
            at: event,
            pointer: `${pointer}/${field}`,
            expected: "an integer below 100000000000 (seconds)",
            actual: value === undefined ? "nothing" : JSON.stringify(value),
            args: { field },
            key: field,
          });
        }
      },
    };
  },
  faults: [
    {
      name: "created_at is in milliseconds",
      tape: "text",
      edit: chain(
        ...["created", "in_progress"].map((name) =>
          patch(`response.${name}`, 0, "/response/created_at", 1_767_225_600_000),
        ),
        patchAll("response.completed", "/response/created_at", 1_767_225_600_000),
        patchAll("response.completed", "/response/completed_at", 1_767_225_601_000),
      ),
      finds: ["not-seconds"],
    },
    {
      name: "created_at of a plain answer is a text",
      tape: "plain",
      edit: onBody((body) => ({ ...body, created_at: "2026-01-01T00:00:00Z" })),
      finds: ["not-seconds"],
    },
    {
      name: "created_at is left out",
      tape: "text",
      edit: patchSnapshots("/created_at", undefined),
      finds: ["not-seconds"],
    },
    {
      name: "created_at has a fraction",
      tape: "text",
      edit: patchSnapshots("/created_at", 1_767_225_600.25),
      finds: ["not-seconds"],
    },
    {
      name: "created_at is negative",
      tape: "text",
      edit: patchSnapshots("/created_at", -1),
      finds: ["not-seconds"],
    },
    {
      name: "created_at is the first second that could be one of milliseconds",
      tape: "plain",
      edit: onBody((body) => ({ ...body, created_at: 1e11, completed_at: 1e11 })),
      finds: ["not-seconds"],
    },
  ],
});
