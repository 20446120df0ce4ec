import { breaks, family } from "./edits.ts";
import type { FaultContext, Head, Hooks } from "./types.ts";

const withType =
  (
    type: string,
    only: (context: FaultContext, head: Head) => boolean,
  ): NonNullable<Hooks["head"]> =>
  (head, context) =>
    only(context, head) ? { ...head, headers: { ...head.headers, "content-type": type } } : head;

const refused = ({ status }: FaultContext): boolean => status >= 400;
const isStream = (head: Head): boolean =>
  head.headers["content-type"]?.startsWith("text/event-stream") ?? false;

/** Status, headers and error bodies, and how long a stream takes. */
export const httpFaults = family("http", {
  "status-201": breaks("http/success", {
    title: "A created response is answered with 201.",
    head: (head, { route, status }) =>
      route === "create" && status === 200 ? { ...head, status: 201 } : head,
  }),
  "json-answer-unfinished": breaks("http/success", {
    title: "A JSON answer in the foreground has status in_progress.",
    body: (json, { route, status, sent }) =>
      route === "create" && status === 200 && sent["background"] !== true
        ? { ...json, status: "in_progress", completed_at: null, usage: null, output: [] }
        : json,
  }),
  "stream-content-type-json": breaks("http/stream-content-type", {
    title: "A stream is labelled application/json.",
    head: withType("application/json", (_, head) => isStream(head)),
  }),
  "json-content-type-text": breaks("http/json-content-type", {
    title: "JSON answers are labelled text/plain.",
    head: withType("text/plain", (_, head) => !isStream(head)),
  }),
  "error-status-200": breaks("http/error-status", {
    title: "A refused request is answered with 200 and an error body.",
    head: (head, context) => (refused(context) ? { ...head, status: 200 } : head),
  }),
  "error-status-500": breaks("http/error-status", {
    title: "A malformed request is answered with 500.",
    head: (head, { status }) => (status >= 400 && status < 500 ? { ...head, status: 500 } : head),
  }),
  "error-body-html": breaks("http/error-body", {
    title: "Errors are HTML pages.",
    body: (json, context) =>
      refused(context) ? "<html><body><h1>Bad Request</h1></body></html>" : json,
    head: withType("text/html", refused),
  }),
  "error-body-flat": breaks("http/error-body", {
    title: "The error body has its message at the top instead of under error.",
    body: (json, context) => (refused(context) ? { detail: "The request is not valid." } : json),
  }),
  "error-body-text": breaks("http/error-body", {
    title: "The error is a string instead of an object.",
    body: (json, context) => (refused(context) ? { error: "The request is not valid." } : json),
  }),
  "error-in-stream": breaks("http/error-before-stream", {
    title:
      "A malformed streamed request is answered with status 200 and a stream with an error event.",
    quirks: ["refuse-in-stream"],
  }),
  "auth-open": breaks("errors/absent-key", {
    title: "Requests without the key are served although a key is configured.",
    quirks: ["no-auth"],
  }),
  "never-answers": breaks("error", {
    title: "A streamed request is never answered.",
    timing: { kind: "silent" },
  }),
  "stream-empty": breaks("http/first-event-prompt", {
    title: "The stream ends without a single byte.",
    timing: { kind: "end", after: 0 },
  }),
  "stream-in-one-burst": breaks("http/no-burst", {
    title: "The headers are sent at once, and all events together 12 seconds later.",
    timing: { kind: "burst", ms: 12_000 },
  }),
  "stream-stalls": breaks("http/no-stall", {
    title: "After six events, the stream is silent and stays open.",
    timing: { kind: "stall", after: 6 },
  }),
  "stream-cut": breaks("lifecycle/terminal-present", {
    title: "The connection is cut after six events.",
    timing: { kind: "reset", after: 6 },
  }),
  "stream-ends-early": breaks("lifecycle/terminal-present", {
    title: "The body ends regularly after six events.",
    timing: { kind: "end", after: 6 },
  }),
  "stream-stays-open": breaks("http/stream-closes", {
    title: "The connection stays open after [DONE].",
    timing: { kind: "stall", after: Infinity },
  }),
});
