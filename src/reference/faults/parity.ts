import { breaks, family, onRoute, setInResponse, terminals } from "./edits.ts";

/** Answers that look otherwise when they are streamed. */
export const parityFaults = family("parity", {
  "json-answer-with-more": breaks("parity/stream-vs-json", {
    title: "A JSON answer has a field that is missing if the same answer is streamed.",
    body: onRoute("create", (json) => ({ ...json, output_text: "" })),
  }),
  "stream-with-more": breaks("parity/stream-vs-json", {
    title: "The terminal snapshot of a stream has a field that no JSON answer has.",
    events: setInResponse(terminals, { timings: { total_ms: 12 } }),
    body: onRoute("create", ({ timings: _, ...rest }) => rest),
  }),
});
