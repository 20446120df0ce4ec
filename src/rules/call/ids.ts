import { type JsonObject, objectAt, stringAt, textAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isClientCall } from "../../protocol/items.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerItems, callDefinitions } from "./calls.ts";
import { finalOutput } from "../item/final.ts";

export default defineRule({
  id: "call/ids",
  title: "Each call has its own call_id from output_item.added on",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/object#output"],
  messages: {
    missing: "a {{type}} has no call_id; the client cannot send its output back",
    repeated: "two calls have the same call_id {{id}}",
  },
  yieldsTo: ["item/added-done-pairing"],
  owns: [{ definition: callDefinitions, pointer: /\/call_id$/ }],
  observe({ state, report, exercised }) {
    /** Where each call_id was seen first: the number of its item. */
    const owners = new Map<string, { index: number; event: WireEvent | undefined }>();
    const judge = (item: JsonObject, index: number, pointer: string, event?: WireEvent): void => {
      const type = stringAt(item, "type");
      if (!isClientCall(type)) return;
      exercised();
      const id = stringAt(item, "call_id");
      if (!id) {
        const args = { type };
        return report("missing", {
          at: event,
          pointer,
          expected: "a call_id",
          actual: show(item["call_id"]),
          args,
        });
      }
      const owner = owners.get(id);
      if (!owner) owners.set(id, { index, event });
      else if (owner.index !== index)
        report("repeated", {
          at: event,
          pointer,
          expected: "a call_id that no other call has",
          actual: id,
          related: [owner.event],
          args: { id },
        });
    };
    return {
      "response.output_item.added": (event) => {
        const item = objectAt(event.payload, "item") ?? {};
        // A second response on the same stream counts its items anew.
        const index = state.restarted ? event.index : Number(event.payload["output_index"]);
        judge(item, index, "/item/call_id", event);
      },
      "response.output_item.done": (event) => {
        const item = objectAt(event.payload, "item") ?? {};
        const added =
          state.byId.get(textAt(item, "id"))?.added ??
          state.items.get(Number(event.payload["output_index"]))?.added;
        // That it stays what it was when added is item/type-stable's.
        if (!stringAt(added?.item, "call_id"))
          judge(item, Number(event.payload["output_index"]), "/item/call_id", event);
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || final.event) return;
        for (const [index, { item, pointer }] of answerItems(final, state).entries())
          judge(item, index, `${pointer}/call_id`);
      },
    };
  },
});
