import { diffJson } from "../../json/diff.ts";
import { has } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { patch } from "../../tape/edits.ts";

/** Fields that are settled when the response is created. The rest may change as it goes on. */
const fields: [name: string, level: "must" | "should"][] = [
  ["created_at", "must"],
  ["previous_response_id", "must"],
  ["model", "should"],
  ["instructions", "should"],
  ["tools", "should"],
  ["metadata", "should"],
];

export default defineRule<"changes">({
  id: "lifecycle/snapshot-stable",
  title: "what was settled at the start does not change between snapshots",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  messages: { changes: "{{field}} is another in {{type}} than in {{first}}" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    return {
      snapshot({ response, event }) {
        const first = state.created;
        if (!event || !first) return;
        exercised();
        for (const [field, level] of fields) {
          // A field that comes or goes is the schema's to report.
          if (!has(first.response, field) || !has(response, field)) continue;
          const [difference] = diffJson(first.response[field], response[field], { limit: 1 });
          if (!difference) continue;
          report("changes", {
            at: event,
            pointer: `/response/${field}${difference.pointer}`,
            expected: show(difference.left),
            actual: show(difference.right),
            related: [first.event],
            args: { field, type: event.type, first: first.event.type },
            key: field,
            level,
          });
        }
      },
    };
  },
  faults: [
    {
      name: "created_at is the time of each snapshot",
      tape: "text",
      edit: patch("response.completed", 0, "/response/created_at", 1_767_225_601),
      finds: ["changes"],
    },
    {
      name: "the metadata is forgotten in between",
      tape: "echo",
      edit: patch("response.in_progress", 0, "/response/metadata", {}),
      finds: ["changes"],
      alsoFires: ["echo/request"],
    },
    {
      name: "the model is named otherwise at the end",
      tape: "text",
      edit: patch("response.completed", 0, "/response/model", "good-model-2026-01-01"),
      finds: ["changes"],
    },
  ],
});
