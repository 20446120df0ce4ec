import { changeResponse, family, onRoute, terminals } from "./edits.ts";

/** Answers that look otherwise when they are streamed. */
export const parityFaults = family("parity", [
  {
    id: "json-answer-with-more",
    title: "A JSON answer has a field that the same answer lacks when it is streamed.",
    breaks: "parity/stream-vs-json",
    body: onRoute("create", (json) => ({ ...json, output_text: "" })),
  },
  {
    id: "stream-with-more",
    title: "The terminal snapshot of a stream has a field that no JSON answer has.",
    breaks: "parity/stream-vs-json",
    events: changeResponse(terminals, (response) => void (response["timings"] = { total_ms: 12 })),
    body: onRoute("create", ({ timings: _, ...rest }) => rest),
  },
]);
