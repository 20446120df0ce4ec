import { stringAt } from "../../json/json.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/sequential-turns",
  title: "Turns on one connection are answered one after the other",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    mixed: "another response started before the current one had ended",
    rest: "events of a response were sent after the next turn had started",
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
            actual: `the start of ${id}`,
            related: [first, state.last],
            explainsRest: true,
          });
        else if (!first && event.type !== "response.created" && known?.seen.has(id)) {
          late = true;
          report("rest", {
            at: event,
            pointer: "/response/id",
            expected: "the start of a response",
            actual: `more events of ${id}, which started in an earlier turn`,
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
