import { defineRule } from "../../engine/rule.ts";
import { onText } from "../../tape/edits.ts";

export default defineRule<"differs" | "missing">({
  id: "sse/event-name",
  title: "the event: line repeats the type of the event",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming-http-responses", "openai:responses-streaming"],
  messages: {
    differs: "the event: line says {{name}}, the payload's type is {{type}}",
    missing: "{{type}} has no event: line",
  },
  perDialect: true,
  observe({ exchange, dialect, state, report, exercised }) {
    if (!exchange.framed) return {};
    const soft = dialect.base === "openai";
    return {
      every(event) {
        const { frame, type } = event;
        if (!frame || frame.event === type) return;
        if (frame.event)
          report("differs", {
            at: event,
            expected: `event: ${type}`,
            actual: `event: ${frame.event.slice(0, 200)}`,
            args: { name: frame.event.slice(0, 80), type },
          });
        else
          report("missing", {
            at: event,
            expected: `event: ${type}`,
            actual: "no event: line",
            args: { type },
            ...(soft ? { level: "should" } : {}),
          });
      },
      end() {
        if (state.events > 0) exercised();
      },
    };
  },
  faults: [
    {
      name: "the event: line of a delta names the done event",
      tape: "text",
      edit: onText((stream) =>
        stream.replace("event: response.output_text.delta", "event: response.output_text.done"),
      ),
      finds: ["differs"],
    },
    {
      name: "an event: line without end",
      tape: "text",
      edit: onText((stream) =>
        stream.replace("event: response.created", `$&${".again".repeat(50)}`),
      ),
      finds: ["differs"],
    },
    {
      name: "data: lines only",
      tape: "text",
      edit: onText((stream) => stream.replaceAll(/^event: .*\n/gm, "")),
      finds: ["missing"],
    },
    {
      name: "a second event: line wins",
      tape: "text",
      edit: onText((stream) => stream.replaceAll(/^event: .*\n/gm, "$&event: message\n")),
      finds: ["differs"],
    },
  ],
});
