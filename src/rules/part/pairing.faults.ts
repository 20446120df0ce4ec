import { faultsOf, on } from "../../engine/fault.ts";
import { drop, dropAll, duplicate, moveBefore, patchAll, repeatAfter } from "../../tape/edits.ts";
import rule from "./pairing.ts";

export default faultsOf(rule, {
  "text-not-done": {
    "the text is never done": on("text", [drop("response.output_text.done")]),
    "the refusal is never done": on("refusal", [drop("response.refusal.done")]),
    "the raw reasoning is never done": on("reasoning-openai", [
      drop("response.reasoning_text.done"),
    ]),
    "the text of a summary is never done": on("summary", [
      drop("response.reasoning_summary_text.done", 1),
    ]),
    "a part is added and done without a text event": on("refusal", [
      dropAll("response.refusal.delta"),
      drop("response.refusal.done"),
    ]),
  },
  "part-not-done": {
    "a summary part is never done": on("summary", [
      drop("response.reasoning_summary_part.done", 1),
    ]),
    "a part of raw reasoning is never done": on("reasoning-openai", [
      drop("response.content_part.done"),
    ]),
    "the text part is never done": on("text", [drop("response.content_part.done")]),
  },
  "not-added": {
    "a part is done that was never added": on("empty-text", [
      drop("response.content_part.added"),
      drop("response.output_text.done"),
    ]),
  },
  "done-twice": {
    "a part is done twice": on("text", [duplicate("response.content_part.done")]),
  },
  "after-end": {
    "the text is done after its part": on("text", [
      moveBefore("response.content_part.done", 0, "response.output_text.done"),
    ]),
    "an empty text is done after its part": on("empty-text", [
      moveBefore("response.content_part.done", 0, "response.output_text.done"),
    ]),
    "a delta follows the end of its text": on("text", [
      repeatAfter("response.output_text.delta", 0, "response.output_text.done"),
    ]),
  },
  "never-done": {
    "a text has deltas only, and they name no item": on(
      "text",
      [
        dropAll(/\.content_part\./),
        drop("response.output_text.done"),
        ...["/content_index", "/output_index", "/item_id"].map((field) =>
          patchAll("response.output_text.delta", field, undefined),
        ),
      ],
      { alsoFires: ["part/added-before-delta", "schema/event"] },
    ),
    "a text has deltas only, without any event of its part and without its done event": on(
      "text",
      [dropAll(/\.content_part\./), drop("response.output_text.done")],
      { alsoFires: ["part/added-before-delta"] },
    ),
    "a text has deltas only, and they do not have its index": on(
      "text",
      [
        dropAll(/\.content_part\./),
        drop("response.output_text.done"),
        patchAll("response.output_text.delta", "/content_index", undefined),
      ],
      { alsoFires: ["part/added-before-delta", "schema/event"] },
    ),
  },
});
