import { stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { chain, onBody, onText, patch } from "../../tape/edits.ts";

/** The statuses that a snapshot may have, by the event that carries it. */
const statuses: Record<string, string[]> = {
  "response.created": ["in_progress", "queued"],
  "response.queued": ["queued"],
  "response.in_progress": ["in_progress"],
  "response.completed": ["completed"],
  "response.incomplete": ["incomplete"],
  "response.failed": ["failed"],
  "response.cancelled": ["cancelled"],
};

/** The statuses of a response that comes as plain JSON. */
const known = ["queued", "in_progress", "completed", "incomplete", "failed", "cancelled"];

export default defineRule<"differs" | "unknown">({
  id: "lifecycle/status-matches-event",
  title: "the status of the response agrees with the event that carries it",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#streaming", "openai:responses/object#status"],
  messages: {
    differs: "{{type}} carries a response with status {{status}}",
    unknown: "the response has the status {{status}}",
  },
  observe({ report, exercised }) {
    return {
      snapshot({ response, event, pointer }) {
        // Plain JSON that is no response at all is schema/response's.
        if (!event && stringAt(response, "object") !== "response") return;
        exercised();
        const allowed = event ? (statuses[event.type] ?? known) : known;
        const { status } = response;
        if (typeof status === "string" && allowed.includes(status)) return;
        const evidence = {
          at: event,
          pointer: `${pointer}/status`,
          expected: allowed.join(" or "),
          actual: show(status, 80),
        };
        if (event)
          report("differs", { ...evidence, args: { type: event.type, status: show(status, 80) } });
        else report("unknown", { ...evidence, args: { status: show(status, 80) } });
      },
    };
  },
  faults: [
    {
      name: "response.completed wraps an incomplete response",
      tape: "text",
      edit: patch("response.completed", 0, "/response/status", "incomplete"),
      finds: ["differs"],
    },
    {
      name: "response.completed ends a truncated response",
      tape: "text",
      edit: chain(
        patch("response.completed", 0, "/response/status", "incomplete"),
        patch("response.completed", 0, "/response/incomplete_details", {
          reason: "max_output_tokens",
        }),
        patch("response.completed", 0, "/response/completed_at", null),
      ),
      finds: ["differs"],
    },
    {
      name: "response.completed ends a failed response",
      tape: "text",
      edit: chain(
        patch("response.completed", 0, "/response/status", "failed"),
        patch("response.completed", 0, "/response/error", {
          code: "server_error",
          message: "Oops.",
        }),
      ),
      finds: ["differs"],
    },
    {
      name: "response.cancelled ends a response that is still at work",
      tape: "queued",
      edit: chain(
        patch("response.completed", 0, "/response/status", "in_progress"),
        patch("response.completed", 0, "/response/completed_at", null),
        onText((stream) => stream.replaceAll("response.completed", "response.cancelled")),
      ),
      finds: ["differs"],
      alsoFires: ["schema/unknown-event"],
    },
    {
      name: "response.created says completed",
      tape: "text",
      edit: patch("response.created", 0, "/response/status", "completed"),
      finds: ["differs"],
    },
    {
      name: "response.in_progress has no status",
      tape: "text",
      edit: patch("response.in_progress", 0, "/response/status", undefined),
      finds: ["differs"],
    },
    {
      name: "the status of a plain answer is a word of its own",
      tape: "plain",
      edit: onBody((body) => ({ ...body, status: "succeeded" })),
      finds: ["unknown"],
    },
  ],
});
