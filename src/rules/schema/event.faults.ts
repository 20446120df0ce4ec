import { objectAt } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onEvents, patch, patchAll } from "../../tape/edits.ts";
import rule from "./event.ts";

export default faultsOf(rule, {
  "the done event of a summary part has no part": {
    tape: "summary",
    edit: patch("response.reasoning_summary_part.done", 0, "/part", undefined),
    finds: "invalid",
    alsoFires: ["part/pairing"],
  },
  "logprobs is a text": {
    tape: "text",
    edit: patch("response.output_text.done", 0, "/logprobs", "none"),
    finds: "invalid",
  },
  "deltas have no output_index and no content_index": {
    tape: "text",
    edit: chain(
      patchAll("response.output_text.delta", "/output_index", undefined),
      patchAll("response.output_text.delta", "/content_index", undefined),
    ),
    finds: "invalid",
  },
  "deltas do not say at all where they belong": {
    tape: "text",
    edit: chain(
      patchAll("response.output_text.delta", "/item_id", undefined),
      patchAll("response.output_text.delta", "/output_index", undefined),
      patchAll("response.output_text.delta", "/content_index", undefined),
    ),
    finds: "invalid",
    alsoFires: ["text/deltas-equal-done"],
  },
  "deltas of a summary do not say where they belong": {
    tape: "summary-one",
    edit: chain(
      patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
      patchAll("response.reasoning_summary_text.delta", "/output_index", undefined),
      patchAll("response.reasoning_summary_text.delta", "/summary_index", undefined),
    ),
    finds: "invalid",
    alsoFires: ["text/deltas-equal-done"],
  },
  "the events of a call name it by call_id instead of item_id": {
    tape: "call",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        if (payload === "[DONE]" || payload["item_id"] === undefined) continue;
        delete payload["item_id"];
        payload["call_id"] = "call_1";
      }
      return events;
    }),
    finds: "invalid",
  },
  "an item that is announced is null": {
    tape: "text",
    edit: patch("response.output_item.added", 0, "/item", null),
    finds: "invalid",
    alsoFires: ["item/added-before-use"],
    dialects: ["openai"],
  },
  "snapshots are the event itself, not its response": {
    tape: "text",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        const response = payload === "[DONE]" ? undefined : objectAt(payload, "response");
        if (payload === "[DONE]" || !response) continue;
        delete payload["response"];
        Object.assign(payload, response);
      }
      return events;
    }),
    finds: "invalid",
  },
  "an error event has its fields at the top": {
    tape: "failed",
    edit: onEvents((events) => {
      for (const { payload } of events) {
        const error = payload === "[DONE]" ? undefined : objectAt(payload, "error");
        if (payload === "[DONE]" || !error) continue;
        delete payload["error"];
        const { type: _, ...fields } = error;
        Object.assign(payload, fields);
      }
      return events;
    }),
    finds: "invalid",
    dialects: ["openresponses"],
  },
  "an error event has no message": {
    tape: "failed",
    edit: patch("error", 0, "/error/message", undefined),
    finds: "invalid",
  },
  "a part is done without its type": {
    tape: "text",
    edit: patch("response.content_part.done", 0, "/part/type", undefined),
    finds: "invalid",
  },
});
