import { isBareError, isSteer } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "websocket/failure-announced",
  title: "A turn that fails ends with response.failed or an error message",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    silent:
      "nothing was sent after {{last}}: the turn has neither a terminal event nor an error message",
    closed:
      "the connection ended after {{last}}: the turn has neither a terminal event nor an error message",
  },
  yieldsTo: ["websocket/lanes"],
  chance: { silent: "load" },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    let announced = false;
    return {
      fact(fact) {
        // An error without a type is an announcement; its shape is websocket/text-messages's.
        if (fact.kind === "not-event" && isBareError(fact.payload)) announced = true;
      },
      end({ kind, detail, silentMs }) {
        // What is said of a steering is the whole answer to it.
        const said = announced || (isSteer(exchange) && state.steers.size > 0);
        if (state.terminal || state.error || said) return exercised();
        // That we left, or stopped reading or waiting, is no failure of the turn.
        if (kind === "left" || kind === "limit" || kind === "total" || kind === "pinged") return;
        exercised();
        report(kind === "idle" ? "silent" : "closed", {
          at: state.last,
          expected: "a terminal event or an error message",
          actual: detail ?? `${((silentMs ?? 0) / 1000).toFixed(1)} s of silence`,
          related: [state.first],
          args: { last: state.last?.type ?? "the message of the client" },
          // Behind a wait of ours nothing is missed; a connection that ended has lost whatever did not come.
          explainsRest: kind !== "idle",
        });
      },
    };
  },
});
