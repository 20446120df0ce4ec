import { faultsOf } from "../../engine/fault.ts";
import { onText } from "../../tape/edits.ts";
import rule from "./framing.ts";

export default faultsOf(rule, {
  "the blank line after the last event is missing": {
    tape: "text",
    edit: onText((stream) => stream.slice(0, -1)),
    finds: "unterminated",
  },
  "the terminal event is the last thing, and has no blank line": {
    tape: "text",
    edit: onText((stream) => stream.replace("\n\ndata: [DONE]\n\n", "\n")),
    finds: "unterminated",
    dialects: ["openai"],
  },
  "a field of the server's own": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll("event: ", "trace: 7\nevent: ")),
    finds: "ignored-line",
  },
  "a retry: line that is no number": {
    tape: "text",
    edit: onText((stream) => stream.replace("event: ", "retry: soon\nevent: ")),
    finds: "ignored-line",
  },
  "frames of an unknown field alone": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll("event: ", "ping: 1\n\nevent: ")),
    finds: ["ignored-line", "no-data"],
  },
  "frames without data as keep-alives": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll("event: ", "event: ping\n\nevent: ")),
    finds: "no-data",
  },
});
