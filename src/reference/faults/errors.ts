import { objectAt } from "../../json/json.ts";
import {
  breaks,
  change,
  changeResponse,
  drop,
  family,
  inForeground,
  insert,
  onlyWith,
  reshape,
  setIn,
  setInResponse,
  textDelta,
  usageOf,
} from "./edits.ts";

const completed = "response.completed";
const failed = "response.failed";

/** The events of an answer that breaks down. */
export const errorFaults = family("errors", {
  "failed-missing": breaks("lifecycle/error-then-failed", {
    title: "After an error event, [DONE] follows without response.failed.",
    events: inForeground(drop(failed)),
  }),
  "failed-before-error": breaks("lifecycle/nothing-after-terminal", {
    title: "response.failed is sent before its error event.",
    events: onlyWith(
      failed,
      reshape((events) => [...events.slice(0, -2), ...events.slice(-2).reverse()]),
    ),
  }),
  "delta-after-error": breaks("lifecycle/error-then-failed", {
    title: "Text deltas follow the error event.",
    events: onlyWith("error", (events) =>
      insert(failed, () =>
        structuredClone(events.filter((event) => event.type === textDelta).slice(-1)),
      )(events),
    ),
  }),
  "completed-after-error": breaks("lifecycle/error-then-failed", {
    title: "After an error event, response.completed follows.",
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
        response["usage"] = usageOf(5, 5);
      }),
    ),
  }),
  "failed-without-error": breaks("lifecycle/failed-has-error", {
    title: "response.failed has no error.",
    events: setInResponse(failed, { error: null }),
  }),
  "failed-error-without-code": breaks("lifecycle/failed-has-error", {
    title: "The error in response.failed has no code.",
    events: changeResponse(failed, (response) => void delete objectAt(response, "error")?.["code"]),
  }),
  "completed-with-error": breaks("lifecycle/failed-has-error", {
    title: "response.completed has an error.",
    events: setInResponse(completed, { error: { code: "server_error", message: "Something." } }),
  }),
  "failed-without-done": breaks("sse/done-sentinel", {
    title: "After response.failed the stream ends without [DONE].",
    legalIn: ["openai"],
    frames: (frames) =>
      frames.some((frame) => frame.startsWith(`event: ${failed}\n`)) ? frames.slice(0, -1) : frames,
  }),
  "error-unnumbered": breaks("sequence/present", {
    title: "The error event has no sequence number.",
    events: setIn("error", { sequence_number: undefined }),
  }),
  "error-flat": breaks("schema/event", {
    title: "The error event has its fields at the top instead of under error, and no message.",
    events: change("error", (event) => {
      delete event["error"];
      event["code"] = "server_error";
    }),
  }),
});
