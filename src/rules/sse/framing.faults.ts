import { faultsOf, on } from "../../engine/fault.ts";
import { onText, rewrite } from "../../tape/edits.ts";
import rule from "./framing.ts";

export default faultsOf(rule, {
  unterminated: {
    "the blank line after the last event is missing": on("text", [
      onText((stream) => stream.slice(0, -1)),
    ]),
    "the terminal event is the last frame, and has no blank line": on(
      "text",
      [rewrite("\n\ndata: [DONE]\n\n", "\n")],
      { dialects: ["openai"] },
    ),
  },
  "ignored-line": {
    "a frame has an unknown field": on("text", [rewrite("event: ", "trace: 7\nevent: ")]),
    "the value of a retry: line is not a number": on("text", [
      rewrite(/event: /, "retry: soon\nevent: "),
    ]),
    "frames have only an unknown field": on("text", [rewrite("event: ", "ping: 1\n\nevent: ")], {
      alsoFinds: ["no-data"],
    }),
  },
  "no-data": {
    "keep-alives are frames without data": on("text", [
      rewrite("event: ", "event: ping\n\nevent: "),
    ]),
  },
});
