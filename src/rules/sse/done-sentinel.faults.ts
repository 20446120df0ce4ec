import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, onText, rewrite, withoutDone } from "../../tape/edits.ts";
import rule from "./done-sentinel.ts";

export default faultsOf(rule, {
  missing: {
    "the stream ends with its terminal event": on("text", [withoutDone()], {
      dialects: ["openresponses"],
    }),
    "the terminal event is the last frame, and the connection stays open": on(
      "text",
      [withoutDone(), endAs({ kind: "left", silentMs: 2_000 })],
      { alsoFires: ["http/stream-closes"], dialects: ["openresponses"] },
    ),
    "a failed stream ends with response.failed": on("failed", [withoutDone()], {
      dialects: ["openresponses"],
    }),
    "an empty line is sent instead of [DONE]": on("text", [rewrite("data: [DONE]\n\n", "\n")], {
      dialects: ["openresponses"],
    }),
  },
  again: {
    "[DONE] is sent twice": on("text", [onText((stream) => `${stream}data: [DONE]\n\n`)]),
  },
  "not-last": {
    "the terminal event is sent after [DONE]": on("text", [
      withoutDone(),
      rewrite("event: response.completed", "data: [DONE]\n\n$&"),
    ]),
  },
  inexact: {
    "[DONE] has blanks around it": on("text", [rewrite("data: [DONE]", "data:  [DONE] ")]),
  },
});
