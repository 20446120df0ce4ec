import { objectAt } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { onEvents, patch, patchAll } from "../../tape/edits.ts";
import rule from "./event.ts";

export default faultsOf(rule, {
  invalid: {
    "the done event of a summary part has no part": on(
      "summary",
      patch("response.reasoning_summary_part.done", 0, "/part", undefined),
      { alsoFires: ["part/pairing"] },
    ),
    "logprobs is a text": on("text", patch("response.output_text.done", 0, "/logprobs", "none")),
    "deltas have no output_index and no content_index": on("text", [
      patchAll("response.output_text.delta", "/output_index", undefined),
      patchAll("response.output_text.delta", "/content_index", undefined),
    ]),
    "deltas do not say at all where they belong": on(
      "text",
      [
        patchAll("response.output_text.delta", "/item_id", undefined),
        patchAll("response.output_text.delta", "/output_index", undefined),
        patchAll("response.output_text.delta", "/content_index", undefined),
      ],
      { alsoFires: ["text/deltas-equal-done"] },
    ),
    "deltas of a summary do not say where they belong": on(
      "summary-one",
      [
        patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
        patchAll("response.reasoning_summary_text.delta", "/output_index", undefined),
        patchAll("response.reasoning_summary_text.delta", "/summary_index", undefined),
      ],
      { alsoFires: ["text/deltas-equal-done"] },
    ),
    "the events of a call name it by call_id instead of item_id": on(
      "call",
      onEvents((events) => {
        for (const { payload } of events) {
          if (payload === "[DONE]" || payload["item_id"] === undefined) continue;
          delete payload["item_id"];
          payload["call_id"] = "call_1";
        }
        return events;
      }),
    ),
    "an item that is announced is null": on(
      "text",
      patch("response.output_item.added", 0, "/item", null),
      { alsoFires: ["item/added-before-use"], dialects: ["openai"] },
    ),
    "snapshots are the event itself, not its response": on(
      "text",
      onEvents((events) => {
        for (const { payload } of events) {
          const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
          if (payload === "[DONE]" || !response) continue;
          delete payload["response"];
          Object.assign(payload, response);
        }
        return events;
      }),
    ),
    "an error event has its fields at the top": on(
      "failed",
      onEvents((events) => {
        for (const { payload } of events) {
          const error = payload === "[DONE]" ? undefined : objectAt(payload, "error");
          if (payload === "[DONE]" || !error) continue;
          delete payload["error"];
          const { type: _, ...fields } = error;
          Object.assign(payload, fields);
        }
        return events;
      }),
      { dialects: ["openresponses"] },
    ),
    "an error event has no message": on("failed", patch("error", 0, "/error/message", undefined)),
    "a part is done without its type": on(
      "text",
      patch("response.content_part.done", 0, "/part/type", undefined),
    ),
  },
});
