import { faultsOf, on } from "../../engine/fault.ts";
import { eachPayload, patch, patchAll, rewrite } from "../../tape/edits.ts";
import rule from "./event.ts";

export default faultsOf(rule, {
  invalid: {
    "the done event of a summary part has no part": on(
      "summary",
      [patch("response.reasoning_summary_part.done", 0, "/part", undefined)],
      { alsoFires: ["part/pairing"] },
    ),
    "logprobs is a string": on("text", [
      patch("response.output_text.done", 0, "/logprobs", "none"),
    ]),
    "an item that is announced is null": on(
      "text",
      [patch("response.output_item.added", 0, "/item", null)],
      { alsoFires: ["item/added-before-use"], dialects: ["openai"] },
    ),
    "an error event has its fields at the top level": on(
      "failed",
      [
        eachPayload((payload) => {
          Object.assign(payload, payload["error"], { type: payload["type"] });
          delete payload["error"];
        }),
      ],
      { dialects: ["openresponses"] },
    ),
    "an error event has no message": on("failed", [patch("error", 0, "/error/message", undefined)]),
    "a part is done without its type": on("text", [
      patch("response.content_part.done", 0, "/part/type", undefined),
    ]),
  },
  "left-out": {
    "deltas have no output_index and no content_index": on("text", [
      patchAll("response.output_text.delta", "/output_index", undefined),
      patchAll("response.output_text.delta", "/content_index", undefined),
    ]),
    "deltas have no ids and no indexes": on("text", [
      patchAll("response.output_text.delta", "/item_id", undefined),
      patchAll("response.output_text.delta", "/output_index", undefined),
      patchAll("response.output_text.delta", "/content_index", undefined),
    ]),
    "deltas of a summary have no ids and no indexes": on("summary-one", [
      patchAll("response.reasoning_summary_text.delta", "/item_id", undefined),
      patchAll("response.reasoning_summary_text.delta", "/output_index", undefined),
      patchAll("response.reasoning_summary_text.delta", "/summary_index", undefined),
    ]),
    "the events of a call name it by call_id instead of item_id": on("call", [
      rewrite('"item_id":"fc_1"', '"call_id":"call_1"'),
    ]),
    "the fields of the response are in the event, not in its response": on("text", [
      eachPayload((payload) => {
        Object.assign(payload, payload["response"]);
        delete payload["response"];
      }),
    ]),
  },
});
