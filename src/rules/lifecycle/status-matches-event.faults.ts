import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onText, patch } from "../../tape/edits.ts";
import rule from "./status-matches-event.ts";

export default faultsOf(rule, {
  "response.completed wraps an incomplete response": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/status", "incomplete"),
    finds: "differs",
  },
  "response.completed ends a truncated response": {
    tape: "text",
    edit: chain(
      patch("response.completed", 0, "/response/status", "incomplete"),
      patch("response.completed", 0, "/response/incomplete_details", {
        reason: "max_output_tokens",
      }),
      patch("response.completed", 0, "/response/completed_at", null),
    ),
    finds: "differs",
  },
  "response.completed ends a failed response": {
    tape: "text",
    edit: chain(
      patch("response.completed", 0, "/response/status", "failed"),
      patch("response.completed", 0, "/response/error", {
        code: "server_error",
        message: "Oops.",
      }),
    ),
    finds: "differs",
  },
  "response.cancelled ends a response that is still at work": {
    tape: "queued",
    edit: chain(
      patch("response.completed", 0, "/response/status", "in_progress"),
      patch("response.completed", 0, "/response/completed_at", null),
      onText((stream) => stream.replaceAll("response.completed", "response.cancelled")),
    ),
    finds: "differs",
    alsoFires: ["schema/unknown-event"],
  },
  "response.created says completed": {
    tape: "text",
    edit: patch("response.created", 0, "/response/status", "completed"),
    finds: "differs",
  },
  "response.in_progress has no status": {
    tape: "text",
    edit: patch("response.in_progress", 0, "/response/status", undefined),
    finds: "differs",
  },
  "the status of a plain answer is a word of its own": {
    tape: "plain",
    edit: onBody((body) => ({ ...body, status: "succeeded" })),
    finds: "unknown",
  },
});
