import { faultsOf } from "../../engine/fault.ts";
import {
  chain,
  drop,
  duplicate,
  endAs,
  find,
  onEvents,
  onText,
  stopBefore,
} from "../../tape/edits.ts";
import rule from "./terminal-present.ts";

export default faultsOf(rule, {
  "the stream just ends after the last item": {
    tape: "text",
    edit: stopBefore("response.completed"),
    finds: "missing",
  },
  "nothing but [DONE] in the middle of the text": {
    tape: "text",
    edit: onEvents((events) => [
      ...events.slice(0, find(events, "response.output_text.delta", 2)),
      ...events.slice(-1),
    ]),
    finds: "missing",
  },
  "response.completed is left out": {
    tape: "call",
    edit: drop("response.completed"),
    finds: "missing",
  },
  "the connection breaks in the middle of the text": {
    tape: "text",
    edit: chain(
      stopBefore("response.output_text.delta", 2),
      endAs({ kind: "cut", detail: "connection reset" }),
    ),
    finds: "cut",
  },
  "the connection breaks, nothing more is known": {
    tape: "text",
    edit: chain(stopBefore("response.output_text.done"), endAs({ kind: "cut" })),
    finds: "cut",
  },
  "[DONE] stands for the terminal event, and the connection stays open": {
    tape: "text",
    edit: chain(drop("response.completed"), endAs({ kind: "left", silentMs: 2_000 })),
    finds: "missing",
    alsoFires: ["http/stream-closes"],
  },
  "response.completed is sent twice": {
    tape: "text",
    edit: duplicate("response.completed"),
    finds: "another",
  },
  "the connection breaks right after response.created": {
    tape: "text",
    edit: chain(
      stopBefore("response.in_progress"),
      endAs({ kind: "cut", detail: "connection reset" }),
    ),
    finds: "cut",
  },
  "the body just ends in the middle of the text": {
    tape: "text",
    edit: stopBefore("response.output_text.delta", 2),
    finds: "missing",
  },
  "response.done stands for the terminal event": {
    tape: "text",
    edit: onText((stream) => stream.replaceAll("response.completed", "response.done")),
    finds: "missing",
    alsoFires: ["schema/unknown-event"],
  },
});
