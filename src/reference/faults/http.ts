import { family } from "./edits.ts";
import type { FaultContext, Head } from "./types.ts";

function withType(
  type: string,
  only: (context: FaultContext) => boolean,
): (head: Head, context: FaultContext) => Head {
  return (head, context) =>
    only(context) ? { ...head, headers: { ...head.headers, "content-type": type } } : head;
}

const refused = ({ status }: FaultContext): boolean => status >= 400;
const isStream = (head: Head): boolean =>
  head.headers["content-type"]?.startsWith("text/event-stream") ?? false;

/** Status, headers and error bodies, and how long a stream takes. */
export const httpFaults = family("http", [
  {
    id: "status-201",
    title: "A created response is answered with 201.",
    breaks: "http/success",
    head: (head, { route, status }) =>
      route === "create" && status === 200 ? { ...head, status: 201 } : head,
  },
  {
    id: "json-answer-unfinished",
    title: "A JSON answer in the foreground is still in progress.",
    breaks: "http/success",
    body: (json, { route, status, sent }) =>
      route === "create" && status === 200 && sent["background"] !== true
        ? { ...json, status: "in_progress", completed_at: null, usage: null, output: [] }
        : json,
  },
  {
    id: "stream-content-type-json",
    title: "A stream is labelled application/json.",
    breaks: "http/stream-content-type",
    head: (head) =>
      isStream(head)
        ? { ...head, headers: { ...head.headers, "content-type": "application/json" } }
        : head,
  },
  {
    id: "json-content-type-text",
    title: "JSON answers are labelled text/plain.",
    breaks: "http/json-content-type",
    head: (head) =>
      isStream(head)
        ? head
        : { ...head, headers: { ...head.headers, "content-type": "text/plain" } },
  },
  {
    id: "error-status-200",
    title: "A refused request is answered with 200 and an error body.",
    breaks: "http/error-status",
    head: (head, context) => (refused(context) ? { ...head, status: 200 } : head),
  },
  {
    id: "error-status-500",
    title: "A malformed request is answered with 500.",
    breaks: "http/error-status",
    head: (head, { status }) => (status >= 400 && status < 500 ? { ...head, status: 500 } : head),
  },
  {
    id: "error-body-html",
    title: "Errors are HTML pages.",
    breaks: "http/error-body",
    body: (json, context) =>
      refused(context) ? "<html><body><h1>Bad Request</h1></body></html>" : json,
    head: withType("text/html", refused),
  },
  {
    id: "error-body-flat",
    title: "The error body has its message at the top, not under error.",
    breaks: "http/error-body",
    body: (json, context) => (refused(context) ? { detail: "The request is not valid." } : json),
  },
  {
    id: "error-body-text",
    title: "error is a string.",
    breaks: "http/error-body",
    body: (json, context) => (refused(context) ? { error: "The request is not valid." } : json),
  },
  {
    id: "error-in-stream",
    title: "A malformed streaming request gets a 200 stream with an error event.",
    breaks: "http/error-before-stream",
    quirks: ["refuse-in-stream"],
  },
  {
    id: "auth-open",
    title: "Requests without the key are served although one is configured.",
    breaks: "errors/absent-key",
    quirks: ["no-auth"],
  },
  {
    id: "never-answers",
    title: "A streaming request is never answered.",
    breaks: "error",
    timing: { kind: "silent" },
  },
  {
    id: "stream-empty",
    title: "The stream ends without a single byte.",
    breaks: "http/first-event-prompt",
    timing: { kind: "end", after: 0 },
  },
  {
    id: "stream-stalls",
    title: "The stream falls silent after six events and stays open.",
    breaks: "http/no-stall",
    timing: { kind: "stall", after: 6 },
  },
  {
    id: "stream-cut",
    title: "The connection breaks off after six events.",
    breaks: "lifecycle/terminal-present",
    timing: { kind: "reset", after: 6 },
  },
  {
    id: "stream-ends-early",
    title: "The body ends cleanly after six events.",
    breaks: "lifecycle/terminal-present",
    timing: { kind: "end", after: 6 },
  },
  {
    id: "stream-stays-open",
    title: "The connection stays open after [DONE].",
    breaks: "http/stream-closes",
    timing: { kind: "stall", after: Infinity },
  },
]);
