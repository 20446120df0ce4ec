import { drop, breaks, family, onlyWith, onRoute, terminals } from "./edits.ts";

/** What runs in the background: polled, followed, resumed, cancelled. */
export const backgroundFaults = family("background", {
  "background-hidden-while-running": breaks("background/poll", {
    title: "A background response cannot be retrieved before it has ended.",
    quirks: ["hide-running"],
  }),
  "background-starts-over": breaks("background/lifecycle", {
    title: "A background response that has ended is in progress again.",
    quirks: ["restart-after-end"],
  }),
  "background-frozen": breaks("background/lifecycle", {
    title: "A background response stays queued if it is retrieved.",
    silent: true,
    body: onRoute("retrieve", (json) =>
      json["background"] === true
        ? { ...json, status: "queued", output: [], usage: null, completed_at: null }
        : json,
    ),
  }),
  "background-result-changes": breaks("background/lifecycle", {
    title: "A background response that has ended loses its output.",
    quirks: ["change-after-end"],
  }),
  "background-stream-unfinished": breaks("lifecycle/terminal-present", {
    title: "The stream of a background response has no terminal event.",
    events: onlyWith("response.queued", drop(terminals)),
  }),
  "background-dies-with-connection": breaks("lifecycle/terminal-present", {
    title: "A background response is abandoned if the connection that streams it is lost.",
    quirks: ["die-with-connection"],
  }),
  "resume-skips-event": breaks("background/resume", {
    title: "A resumed background stream leaves out the next event.",
    quirks: ["resume-skips"],
  }),
  "resume-repeats-event": breaks("background/resume", {
    title: "A resumed background stream repeats the last event.",
    quirks: ["resume-repeats"],
  }),
  "resume-does-not-wait": breaks("lifecycle/terminal-present", {
    title: "A resumed background stream sends the events so far, and then ends.",
    quirks: ["resume-does-not-wait"],
  }),
  "cancel-forgotten": breaks("background/lifecycle", {
    title: "A cancelled background response is in progress when it is retrieved.",
    body: onRoute("retrieve", (json) =>
      json["status"] === "cancelled" ? { ...json, status: "in_progress" } : json,
    ),
  }),
  "cancel-twice-refused": breaks("background/cancel", {
    title: "Cancelling a background response a second time is refused.",
    quirks: ["cancel-once"],
  }),
  "cancel-changes-finished": breaks("background/cancel", {
    title: "Cancelling a background response that has ended changes its status to cancelled.",
    body: onRoute("cancel", (json) =>
      json["status"] === "completed" ? { ...json, status: "cancelled", completed_at: null } : json,
    ),
  }),
});
