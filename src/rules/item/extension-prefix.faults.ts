import type { JsonObject } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, onBody, onExchange, patch, patchSnapshots, setAt } from "../../tape/edits.ts";
import rule from "./extension-prefix.ts";

export default faultsOf(rule, {
  "an item of the server's own without prefix": {
    tape: "empty-text",
    edit: chain(
      patch("response.output_item.added", 0, "/item/type", "note"),
      patch("response.output_item.done", 0, "/item/type", "note"),
      patch("response.completed", 0, "/response/output/0/type", "note"),
    ),
    finds: "unknown",
    alsoFires: ["part/kind-matches"],
  },
  "a plain answer with an item of its own kind": {
    tape: "plain",
    edit: onBody((body) => {
      setAt(body, "/output/1", { type: "note", id: "note_1", status: "completed" });
      return body;
    }),
    finds: "unknown",
  },
  "an item without prefix of a hosted tool that was asked for": {
    tape: "empty-text",
    edit: chain(
      onExchange((exchange) => {
        const request = structuredClone(exchange.request);
        setAt(request as unknown as JsonObject, "/body/tools", [{ type: "note_taking" }]);
        return { ...exchange, request };
      }),
      patchSnapshots("/tools", [{ type: "note_taking" }]),
      patch("response.output_item.added", 0, "/item/type", "note_call"),
      patch("response.output_item.done", 0, "/item/type", "note_call"),
      patch("response.completed", 0, "/response/output/0/type", "note_call"),
    ),
    finds: "unknown",
    alsoFires: ["part/kind-matches"],
  },
});
