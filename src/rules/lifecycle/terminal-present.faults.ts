import { faultsOf, on } from "../../engine/fault.ts";
import { drop, duplicate, endAs, onEvents, rewrite, stopBefore } from "../../tape/edits.ts";
import { find } from "../../tape/events.ts";
import rule from "./terminal-present.ts";

export default faultsOf(rule, {
  missing: {
    "the stream ends after the last item": on("text", [stopBefore("response.completed")]),
    "only [DONE] is sent in the middle of the text": on("text", [
      onEvents((events) => [
        ...events.slice(0, find(events, "response.output_text.delta", 2)),
        ...events.slice(-1),
      ]),
    ]),
    "response.completed is not sent": on("call", [drop("response.completed")]),
    "[DONE] replaces the terminal event, and the connection stays open": on(
      "text",
      [drop("response.completed"), endAs({ kind: "left", silentMs: 2_000 })],
      { alsoFires: ["http/stream-closes"] },
    ),
    "the body ends in the middle of the text": on("text", [
      stopBefore("response.output_text.delta", 2),
    ]),
    "response.done replaces the terminal event": on(
      "text",
      [rewrite("response.completed", "response.done")],
      { alsoFires: ["schema/unknown-event"] },
    ),
  },
  cut: {
    "the connection breaks in the middle of the text": on("text", [
      stopBefore("response.output_text.delta", 2),
      endAs({ kind: "cut", detail: "connection reset" }),
    ]),
    "the connection breaks without a known reason": on("text", [
      stopBefore("response.output_text.done"),
      endAs({ kind: "cut" }),
    ]),
    "the connection breaks right after response.created": on("text", [
      stopBefore("response.in_progress"),
      endAs({ kind: "cut", detail: "connection reset" }),
    ]),
  },
  another: { "response.completed is sent twice": on("text", [duplicate("response.completed")]) },
});
