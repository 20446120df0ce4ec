import { faultsOf, on } from "../../engine/fault.ts";
import { onText, rewrite } from "../../tape/edits.ts";
import rule from "./framing.ts";

export default faultsOf(rule, {
  unterminated: {
    "the blank line after the last event is missing": on(
      "text",
      onText((stream) => stream.slice(0, -1)),
    ),
    "the terminal event is the last thing, and has no blank line": on(
      "text",
      rewrite("\n\ndata: [DONE]\n\n", "\n"),
      { dialects: ["openai"] },
    ),
  },
  "ignored-line": {
    "a field of the server's own": on("text", rewrite("event: ", "trace: 7\nevent: ")),
    "a retry: line that is no number": on("text", rewrite(/event: /, "retry: soon\nevent: ")),
    "frames of an unknown field alone": on("text", rewrite("event: ", "ping: 1\n\nevent: "), {
      alsoFinds: ["no-data"],
    }),
  },
  "no-data": {
    "frames without data as keep-alives": on("text", rewrite("event: ", "event: ping\n\nevent: ")),
  },
});
