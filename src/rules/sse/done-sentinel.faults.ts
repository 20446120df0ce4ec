import { faultsOf, on } from "../../engine/fault.ts";
import { endAs, onText, rewrite, withoutDone } from "../../tape/edits.ts";
import rule from "./done-sentinel.ts";

export default faultsOf(rule, {
  missing: {
    "the stream ends with its terminal event": on("text", withoutDone(), {
      dialects: ["openresponses"],
    }),
    "the terminal event is the last thing, and the connection stays open": on(
      "text",
      [withoutDone(), endAs({ kind: "left", silentMs: 2_000 })],
      { alsoFires: ["http/stream-closes"], dialects: ["openresponses"] },
    ),
    "a failed stream ends with response.failed": on("failed", withoutDone(), {
      dialects: ["openresponses"],
    }),
    "an empty line stands in its place": on("text", rewrite("data: [DONE]\n\n", "\n"), {
      dialects: ["openresponses"],
    }),
  },
  again: {
    "it is sent twice": on(
      "text",
      onText((stream) => `${stream}data: [DONE]\n\n`),
    ),
  },
  "not-last": {
    "the terminal event comes after it": on("text", [
      withoutDone(),
      rewrite("event: response.completed", "data: [DONE]\n\n$&"),
    ]),
  },
  inexact: {
    "blanks around it": on("text", rewrite("data: [DONE]", "data:  [DONE] ")),
  },
});
