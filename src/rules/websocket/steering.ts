import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { mayHaveLanes } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import type { WireEvent } from "../../wire/types.ts";

export default defineRule({
  id: "websocket/steering",
  title: "A steered response is followed by a response that continues it",
  // The types of OpenAI's SDK of 2026-11-17 describe what follows an accepted steering.
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses-streaming"],
  yieldsTo: ["lifecycle/created-first", "websocket/failure-announced"],
  messages: {
    "other-response": "{{type}} is about a response that this connection did not send",
    early: "response.steer.pending was sent before the response ended",
    "not-continued": "the response after the steered one does not continue it",
    "no-outcome":
      "a steering was accepted, but after the end of the response there is neither a successor nor response.steer.pending or response.steer.failed",
  },
  perDialect: true,
  observe({ dialect, exchange, state, report, exercised }) {
    if (!dialect.facts.lanes || !mayHaveLanes(exchange)) return {};
    let accepted: WireEvent | undefined;
    const belongs = (event: WireEvent): void => {
      const id = stringAt(objectAt(event.payload, "steer"), "previous_response_id");
      exercised();
      // Of a connection that we see from the middle on, earlier responses are not known.
      if (id === undefined || !state.created || state.lanes.has(id)) return;
      report("other-response", {
        at: event,
        pointer: "/steer/previous_response_id",
        expected: show(state.created.response["id"]),
        actual: show(id),
        related: [state.created.event],
        args: { type: event.type },
      });
    };
    return {
      "response.steer.accepted"(event) {
        accepted = event;
        belongs(event);
      },
      "response.steer.pending"(event) {
        belongs(event);
        if (state.terminal || !state.created) return;
        report("early", {
          at: event,
          expected: "the terminal event first",
          actual: "no terminal event yet",
          related: [state.created.event],
        });
      },
      "response.created"(event) {
        const { follows } = exchange;
        if (follows === undefined || state.created) return;
        exercised();
        const previous = objectAt(event.payload, "response")?.["previous_response_id"];
        if (previous === follows) return;
        report("not-continued", {
          at: event,
          pointer: "/response/previous_response_id",
          expected: show(follows),
          actual: show(previous),
        });
      },
      end({ kind }) {
        // Only where we waited for it is it missing.
        if (kind !== "idle" || !state.terminal) return;
        if (![...state.steers.values()].includes("accepted")) return;
        report("no-outcome", {
          at: accepted,
          expected: "response.created, response.steer.pending or response.steer.failed",
          actual: "silence",
          related: [state.terminal.event],
        });
      },
    };
  },
});
