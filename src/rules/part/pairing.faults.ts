import { faultsOf } from "../../engine/fault.ts";
import { chain, drop, duplicate, find, moveBefore, onEvents, renumber } from "../../tape/edits.ts";
import rule from "./pairing.ts";

export default faultsOf(rule, {
  "the text is never done": {
    tape: "text",
    edit: drop("response.output_text.done"),
    finds: "text-not-done",
  },
  "the refusal is never done": {
    tape: "refusal",
    edit: drop("response.refusal.done"),
    finds: "text-not-done",
  },
  "the raw reasoning is never done": {
    tape: "reasoning-openai",
    edit: drop("response.reasoning_text.done"),
    finds: "text-not-done",
  },
  "the text of a summary is never done": {
    tape: "summary",
    edit: drop("response.reasoning_summary_text.done", 1),
    finds: "text-not-done",
  },
  "a part comes and goes without any event of its text": {
    tape: "refusal",
    edit: chain(
      drop("response.refusal.delta"),
      drop("response.refusal.delta"),
      drop("response.refusal.done"),
    ),
    finds: "text-not-done",
  },
  "a summary part is never done": {
    tape: "summary",
    edit: drop("response.reasoning_summary_part.done", 1),
    finds: "part-not-done",
  },
  "a part is done that was never added": {
    tape: "empty-text",
    edit: chain(drop("response.content_part.added"), drop("response.output_text.done")),
    finds: "not-added",
  },
  "the end of a part is repeated": {
    tape: "text",
    edit: duplicate("response.content_part.done"),
    finds: "done-twice",
  },
  "the text is done after its part": {
    tape: "text",
    edit: moveBefore("response.content_part.done", 0, "response.output_text.done"),
    finds: "after-end",
  },
  "an empty text is done after its part": {
    tape: "empty-text",
    edit: moveBefore("response.content_part.done", 0, "response.output_text.done"),
    finds: "after-end",
  },
  "a delta follows the end of its text": {
    tape: "text",
    edit: onEvents((events) => {
      const late = structuredClone(events[find(events, "response.output_text.delta")]);
      const at = find(events, "response.output_text.done") + 1;
      return late ? renumber(events.toSpliced(at, 0, late)) : events;
    }),
    finds: "after-end",
  },
  "a part of raw reasoning is never done": {
    tape: "reasoning-openai",
    edit: drop("response.content_part.done"),
    finds: "part-not-done",
  },
  "the text part is never done": {
    tape: "text",
    edit: drop("response.content_part.done"),
    finds: "part-not-done",
  },
});
