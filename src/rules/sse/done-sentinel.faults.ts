import { faultsOf } from "../../engine/fault.ts";
import { chain, endAs, onText, withoutDone } from "../../tape/edits.ts";
import rule from "./done-sentinel.ts";

export default faultsOf(rule, {
  "the stream ends with its terminal event": {
    tape: "text",
    edit: withoutDone(),
    finds: "missing",
    dialects: ["openresponses"],
  },
  "the terminal event is the last thing, and the connection stays open": {
    tape: "text",
    edit: chain(withoutDone(), endAs({ kind: "left", silentMs: 2_000 })),
    finds: "missing",
    alsoFires: ["http/stream-closes"],
    dialects: ["openresponses"],
  },
  "a failed stream ends with response.failed": {
    tape: "failed",
    edit: withoutDone(),
    finds: "missing",
    dialects: ["openresponses"],
  },
  "it is sent twice": {
    tape: "text",
    edit: onText((stream) => `${stream}data: [DONE]\n\n`),
    finds: "again",
  },
  "the terminal event comes after it": {
    tape: "text",
    edit: onText((stream) =>
      stream
        .replace("data: [DONE]\n\n", "")
        .replace("event: response.completed", "data: [DONE]\n\n$&"),
    ),
    finds: "not-last",
  },
  "blanks around it": {
    tape: "text",
    edit: onText((stream) => stream.replace("data: [DONE]", "data:  [DONE] ")),
    finds: "inexact",
  },
  "an empty line stands in its place": {
    tape: "text",
    edit: onText((stream) => stream.replace("data: [DONE]\n\n", "\n")),
    finds: "missing",
    dialects: ["openresponses"],
  },
});
