import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "lifecycle/progress-order",
  title: "response.queued and response.in_progress are sent in this order, before any output",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses-streaming/response/in_progress"],
  messages: {
    missing: "output was sent without response.in_progress before it",
    late: "response.in_progress was sent after output had started",
    "queued-late": "response.queued was sent after {{after}}",
    repeated: "{{type}} was sent again",
  },
  yieldsTo: ["lifecycle/created-first"],
  observe({ state, report, exercised }) {
    let queued: WireEvent | undefined;
    let progress: WireEvent | undefined;
    const firstOutput = (): WireEvent | undefined => {
      for (const { added, done } of state.items.values()) return added?.event ?? done?.event;
      return undefined;
    };
    const again = (event: WireEvent, earlier: WireEvent): void =>
      report("repeated", {
        at: event,
        expected: `one ${event.type}`,
        actual: "a second one",
        related: [earlier],
        args: { type: event.type },
        level: "should",
      });
    return {
      "response.queued"(event) {
        if (state.resumed || state.terminal) return;
        const before = progress ?? firstOutput();
        if (queued) again(event, queued);
        else if (before)
          report("queued-late", {
            at: event,
            expected: "response.queued before response.in_progress and output",
            actual: `after ${before.type}`,
            related: [before],
            args: { after: before.type },
          });
        queued ??= event;
      },
      "response.in_progress"(event) {
        if (state.resumed || state.terminal) return;
        const output = firstOutput();
        if (progress) again(event, progress);
        else if (output)
          report("late", {
            at: event,
            expected: "response.in_progress before the first item",
            actual: `after ${output.type}`,
            related: [output],
          });
        progress ??= event;
      },
      end() {
        if (state.resumed) return;
        const output =
          firstOutput() ??
          (state.terminal?.event.type === "response.failed" ? undefined : state.terminal?.event);
        if (progress) return exercised();
        if (!output) return;
        exercised();
        report("missing", {
          at: output,
          expected: "response.in_progress",
          actual: output.type,
          related: [state.first],
        });
      },
    };
  },
});
