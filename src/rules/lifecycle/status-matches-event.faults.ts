import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchBody, patchFinal, rewrite } from "../../tape/edits.ts";
import rule from "./status-matches-event.ts";

export default faultsOf(rule, {
  differs: {
    "response.completed contains an incomplete response": on("text", [
      patchFinal("/status", "incomplete"),
    ]),
    "response.completed ends a truncated response": on("text", [
      patchFinal("/status", "incomplete"),
      patchFinal("/incomplete_details", {
        reason: "max_output_tokens",
      }),
      patchFinal("/completed_at", null),
    ]),
    "response.completed ends a failed response": on("text", [
      patchFinal("/status", "failed"),
      patchFinal("/error", {
        code: "server_error",
        message: "Oops.",
      }),
    ]),
    "response.cancelled ends a response that is still in progress": on(
      "queued",
      [
        patchFinal("/status", "in_progress"),
        patchFinal("/completed_at", null),
        rewrite("response.completed", "response.cancelled"),
      ],
      { alsoFires: ["schema/unknown-event"] },
    ),
    "response.created has status completed": on("text", [
      patch("response.created", 0, "/response/status", "completed"),
    ]),
    "response.in_progress has no status": on("text", [
      patch("response.in_progress", 0, "/response/status", undefined),
    ]),
  },
  unknown: {
    "the status of a plain answer is an unknown word": on("plain", [
      patchBody("/status", "succeeded"),
    ]),
  },
});
