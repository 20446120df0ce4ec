import { defineRule } from "../../engine/rule.ts";
import { chain, endAs, onText, stopBefore } from "../../tape/edits.ts";

export const failureAnnounced = defineRule<"silent" | "closed">({
  id: "websocket/failure-announced",
  title: "a turn that fails says so, by response.failed or an error message",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#websocket", "openai:responses-streaming"],
  messages: {
    silent: "nothing more came after {{last}}: the turn has neither an end nor an error",
    closed: "the connection ended after {{last}}: the turn has neither an end nor an error",
  },
  observe({ exchange, state, report, exercised }) {
    if (exchange.source !== "websocket") return {};
    return {
      end({ kind, detail, silentMs }) {
        if (state.terminal || state.error) return exercised();
        // That we left, or stopped reading, is no failure of the turn.
        if (kind === "left" || kind === "limit" || kind === "total") return;
        exercised();
        report(kind === "idle" ? "silent" : "closed", {
          at: state.last,
          expected: "a terminal event or an error message",
          actual: detail ?? `${((silentMs ?? 0) / 1000).toFixed(1)} s of silence`,
          related: [state.first],
          args: { last: state.last?.type ?? "the message of the client" },
          explainsRest: true,
        });
      },
    };
  },
  faults: [
    {
      name: "the turn just stops",
      tape: "websocket",
      edit: chain(
        stopBefore("response.output_text.delta", 1),
        endAs({ kind: "idle", silentMs: 30_000 }),
      ),
      finds: ["silent"],
    },
    {
      name: "the message is not answered at all",
      tape: "websocket",
      edit: chain(
        onText(() => ""),
        endAs({ kind: "idle", silentMs: 30_000 }),
      ),
      finds: ["silent"],
    },
    {
      name: "the connection is closed in the middle",
      tape: "websocket",
      edit: chain(
        stopBefore("response.output_text.delta", 1),
        endAs({ kind: "closed", detail: "code 1011" }),
      ),
      finds: ["closed"],
    },
  ],
});
