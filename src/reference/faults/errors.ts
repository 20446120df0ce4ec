import { objectAt } from "../../json/json.ts";
import {
  change,
  changeResponse,
  drop,
  family,
  inForeground,
  insert,
  onlyWith,
  reshape,
  textDelta,
} from "./edits.ts";

const completed = "response.completed";
const failed = "response.failed";

/** The events of an answer that breaks down. */
export const errorFaults = family("errors", [
  {
    id: "failed-missing",
    title: "An error event is followed by [DONE] without response.failed.",
    breaks: "lifecycle/error-then-failed",
    events: inForeground(drop(failed)),
  },
  {
    id: "failed-before-error",
    title: "response.failed comes before its error event.",
    breaks: "lifecycle/nothing-after-terminal",
    events: onlyWith(
      failed,
      reshape((events) => [...events.slice(0, -2), ...events.slice(-2).reverse()]),
    ),
  },
  {
    id: "delta-after-error",
    title: "The text goes on after the error event.",
    breaks: "lifecycle/error-then-failed",
    events: onlyWith("error", (events) =>
      insert(failed, () =>
        structuredClone(events.filter((event) => event.type === textDelta).slice(-1)),
      )(events),
    ),
  },
  {
    id: "completed-after-error",
    title: "An error event is followed by response.completed.",
    breaks: "lifecycle/error-then-failed",
    events: onlyWith(
      "error",
      change(failed, (event) => {
        event.type = completed;
        const response = objectAt(event, "response") ?? {};
        Object.assign(response, {
          status: "completed",
          error: null,
          completed_at: response["created_at"],
        });
        response["usage"] = {
          input_tokens: 5,
          input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
          output_tokens: 5,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 10,
        };
      }),
    ),
  },
  {
    id: "failed-without-error",
    title: "response.failed carries no error.",
    breaks: "lifecycle/failed-has-error",
    events: changeResponse(failed, (response) => void (response["error"] = null)),
  },
  {
    id: "failed-error-without-code",
    title: "The error in response.failed has no code.",
    breaks: "lifecycle/failed-has-error",
    events: changeResponse(failed, (response) => void delete objectAt(response, "error")?.["code"]),
  },
  {
    id: "completed-with-error",
    title: "response.completed carries an error.",
    breaks: "lifecycle/failed-has-error",
    events: changeResponse(
      completed,
      (response) => void (response["error"] = { code: "server_error", message: "Something." }),
    ),
  },
  {
    id: "failed-without-done",
    title: "After response.failed the stream ends without [DONE].",
    breaks: "sse/done-sentinel",
    legalIn: ["openai"],
    frames: (frames) =>
      frames.some((frame) => frame.startsWith(`event: ${failed}\n`)) ? frames.slice(0, -1) : frames,
  },
  {
    id: "error-unnumbered",
    title: "The error event has no sequence number.",
    breaks: "sequence/present",
    events: change("error", (event) => void delete event["sequence_number"]),
  },
  {
    id: "error-flat",
    title:
      "The error event carries its fields at the top instead of under error, and without a message.",
    breaks: "schema/event",
    events: change("error", (event) => {
      delete event["error"];
      event["code"] = "server_error";
    }),
  },
]);
