import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/sequential-turns",
  title: "turns are answered one after the other, never mixed",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    mixed: "another response began before the one under way had ended",
    rest: "events of a response came after another turn had begun",
  },
  observe({ exchange, session, state, report, exercised }) {
    const { source, connection = "" } = exchange;
    if (source !== "websocket") return {};
    const known = session?.connections.get(connection);
    let late = false;
    return {
      snapshot({ response, event }) {
        const id = stringAt(response, "id");
        // What comes behind the rest of another response is no second mistake.
        if (!event || id === undefined || state.terminal || late) return;
        const first = state.created?.event;
        const under = stringAt(first?.payload["response"], "id");
        if (first && event.type === "response.created" && under !== id)
          report("mixed", {
            at: event,
            pointer: "/response/id",
            expected: `the end of ${under}`,
            actual: `the beginning of ${id}`,
            related: [first, state.last],
            explainsRest: true,
          });
        else if (!first && event.type !== "response.created" && known?.seen.has(id)) {
          late = true;
          report("rest", {
            at: event,
            pointer: "/response/id",
            expected: "the beginning of a response",
            actual: `the rest of ${id}, which had begun among the events of an earlier turn`,
            related: [state.first],
            explainsRest: true,
          });
        }
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
});
