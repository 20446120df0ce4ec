import { drop, family, onlyWith, onRoute, terminals } from "./edits.ts";

/** What runs in the background: polled, followed, resumed, cancelled. */
export const backgroundFaults = family("background", [
  {
    id: "background-hidden-while-running",
    title: "A background response cannot be retrieved before it has ended.",
    breaks: "background/poll",
    quirks: ["hide-running"],
  },
  {
    id: "background-starts-over",
    title: "A background response that has ended is in progress again.",
    breaks: "background/lifecycle",
    quirks: ["restart-after-end"],
  },
  {
    id: "background-result-changes",
    title: "A background response that has ended loses its output.",
    breaks: "background/lifecycle",
    quirks: ["change-after-end"],
  },
  {
    id: "background-stream-unfinished",
    title: "The stream of a background response has no terminal event.",
    breaks: "lifecycle/terminal-present",
    events: onlyWith("response.queued", drop(terminals)),
  },
  {
    id: "background-dies-with-connection",
    title: "A background response is given up when the connection that streams it is lost.",
    breaks: "lifecycle/terminal-present",
    quirks: ["die-with-connection"],
  },
  {
    id: "background-unstored-accepted",
    title: "A background request with store false is served in the foreground.",
    breaks: "background/store-false",
    request: (body) =>
      body["background"] === true && body["store"] === false
        ? { ...body, background: false }
        : body,
  },
  {
    id: "resume-skips-event",
    title: "A background stream that is resumed leaves out the next event.",
    breaks: "background/resume",
    quirks: ["resume-skips"],
  },
  {
    id: "resume-repeats-event",
    title: "A background stream that is resumed repeats the last event.",
    breaks: "background/resume",
    quirks: ["resume-repeats"],
  },
  {
    id: "resume-does-not-wait",
    title: "A background stream that is resumed gives what has happened so far, and ends.",
    breaks: "lifecycle/terminal-present",
    quirks: ["resume-does-not-wait"],
  },
  {
    id: "cancel-forgotten",
    title: "A background response that was cancelled is in progress when it is retrieved.",
    breaks: "background/lifecycle",
    body: onRoute("retrieve", (json) =>
      json["status"] === "cancelled" ? { ...json, status: "in_progress" } : json,
    ),
  },
  {
    id: "cancel-twice-refused",
    title: "Cancelling a background response a second time is refused.",
    breaks: "background/cancel",
    quirks: ["cancel-once"],
  },
  {
    id: "cancel-changes-finished",
    title: "Cancelling a background response that has ended makes it cancelled.",
    breaks: "background/cancel",
    body: onRoute("cancel", (json) =>
      json["status"] === "completed" ? { ...json, status: "cancelled", completed_at: null } : json,
    ),
  },
]);
