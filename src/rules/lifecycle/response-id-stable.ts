import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "lifecycle/response-id-stable",
  title: "The response has the same id in all snapshots",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#id"],
  messages: { changes: "the id of the response changes at {{type}}" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    return {
      snapshot({ response, event }) {
        const id = stringAt(state.created?.response, "id");
        if (!event || id === undefined) return;
        exercised();
        const now = response["id"];
        // Without an id it is no response at all: the schema says so.
        if (now === undefined || now === id) return;
        report("changes", {
          at: event,
          pointer: "/response/id",
          expected: show(id, 120),
          actual: show(now, 120),
          related: [state.created?.event],
          args: { type: event.type },
        });
      },
    };
  },
});
