import { objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { naming } from "../../stream/place.ts";
import { alignOutput } from "../../stream/output.ts";
import { isResumed, itemId, itemOf, type ItemState } from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";
import { chain, patch, patchAll, onBody, setAt, onEvents } from "../../tape/edits.ts";
import { finalOutput } from "./final.ts";

export const idStable = defineRule<"changed" | "empty">({
  id: "item/id-stable",
  title: "an output item keeps one id in all its events and in the final output",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses-streaming/response/output_item/added"],
  messages: {
    changed: "{{where}} gives item {{index}} another id than output_item.added did",
    empty: "{{where}} gives item {{index}} an empty id",
  },
  yieldsTo: ["item/index-sound"],
  observe({ state, report, exercised }) {
    const compare = (
      item: ItemState,
      id: string | undefined,
      pointer: string,
      at: WireEvent,
    ): void => {
      const first = itemId(item);
      // A missing id is item/required-fields' to report, an empty one is reported where it comes first.
      if (id === undefined || first === undefined || first === "") return;
      exercised();
      if (id === first) return;
      const args = { index: item.outputIndex, where: at.type };
      const related = [item.added?.event ?? item.done?.event];
      report("changed", { at, pointer, expected: show(first), actual: show(id), related, args });
    };
    const refuseEmpty = (
      id: string | undefined,
      pointer: string,
      index: number,
      at?: WireEvent,
    ): void => {
      if (id === undefined) return;
      exercised();
      if (id !== "") return;
      const args = { index, where: at?.type ?? "the response" };
      report("empty", { at, pointer, expected: "a non-empty id", actual: '""', args });
    };
    return {
      place(event) {
        const named = naming(state, event);
        if (!named || named.kind === "unknown" || named.kind === "other-index") return;
        compare(named.item, stringAt(event.payload, "item_id"), "/item_id", event);
      },
      "response.output_item.added": (event) => {
        const id = stringAt(objectAt(event.payload, "item"), "id");
        refuseEmpty(id, "/item/id", itemOf(state, event)?.outputIndex ?? state.items.size, event);
      },
      "response.output_item.done": (event) => {
        const item = itemOf(state, event);
        const id = stringAt(objectAt(event.payload, "item"), "id");
        // Once done, another done is another item's or a repetition, which other rules report.
        if (!item?.added || item.done || isResumed(state, event)) return;
        if (id !== undefined && (state.byId.get(id) ?? item) !== item) return;
        compare(item, id, "/item/id", event);
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final) return;
        const { output, event, pointer } = final;
        if (event) {
          for (const { item, position, final: last, sameId } of alignOutput(state, output).pairs)
            if (!sameId) compare(item, stringAt(last, "id"), `${pointer}/${position}/id`, event);
            else exercised();
        } else
          for (const [index, item] of output.entries())
            refuseEmpty(stringAt(item, "id"), `${pointer}/${index}/id`, index);
      },
    };
  },
  faults: [
    {
      name: "one delta names another id",
      tape: "text",
      edit: patch("response.output_text.delta", 2, "/item_id", "msg_other"),
      finds: ["changed"],
    },
    {
      name: "every event has an id of its own",
      tape: "text",
      edit: chain(
        patch("response.content_part.added", 0, "/item_id", "a"),
        patchAll("response.output_text.delta", "/item_id", "b"),
        patch("response.output_text.done", 0, "/item_id", "c"),
        patch("response.content_part.done", 0, "/item_id", "d"),
        patch("response.output_item.done", 0, "/item/id", "e"),
        patch("response.completed", 0, "/response/output/0/id", "f"),
      ),
      finds: ["changed"],
    },
    {
      name: "the final output has fresh ids",
      tape: "parallel",
      edit: chain(
        patch("response.completed", 0, "/response/output/0/id", "msg_f"),
        patch("response.completed", 0, "/response/output/1/id", "fc_f"),
        patch("response.completed", 0, "/response/output/1/call_id", "call_f"),
        patch("response.completed", 0, "/response/output/2/id", "fc_g"),
      ),
      finds: ["changed"],
    },
    {
      name: "output_item.done has another id",
      tape: "call",
      edit: chain(
        patch("response.output_item.done", 0, "/item/id", "fc_other"),
        patch("response.completed", 0, "/response/output/0/id", "fc_other"),
      ),
      finds: ["changed"],
    },
    {
      name: "the id is empty throughout",
      tape: "empty-text",
      edit: chain(
        patch("response.output_item.added", 0, "/item/id", ""),
        patch("response.content_part.added", 0, "/item_id", ""),
        patch("response.output_text.done", 0, "/item_id", ""),
        patch("response.content_part.done", 0, "/item_id", ""),
        patch("response.output_item.done", 0, "/item/id", ""),
        patch("response.completed", 0, "/response/output/0/id", ""),
      ),
      finds: ["empty"],
    },
    {
      name: "the id in a plain answer is empty",
      tape: "plain",
      edit: onBody((body) => {
        setAt(body, "/output/0/id", "");
        return body;
      }),
      finds: ["empty"],
    },
    {
      name: "every event of a call has an id of its own",
      tape: "call",
      edit: onEvents((events) => {
        for (const [number, { payload }] of events.entries()) {
          if (payload === "[DONE]") continue;
          if (payload["item_id"] !== undefined) payload["item_id"] = `fc_event_${number}`;
          const item = objectAt(payload, "item");
          if (item) item["id"] = `fc_item_${number}`;
        }
        return events;
      }),
      finds: ["changed"],
    },
    {
      name: "the progress events of a hosted tool and the final output have ids of their own",
      tape: "hosted",
      edit: chain(
        patch("response.code_interpreter_call.completed", 0, "/item_id", "ci_other"),
        patch("response.completed", 0, "/response/output/0/id", "ci_third"),
      ),
      finds: ["changed"],
    },
    {
      name: "each delta of a summary has an id of its own",
      tape: "summary",
      edit: onEvents((events) => {
        for (const [number, { payload }] of events.entries())
          if (payload !== "[DONE]" && payload["type"] === "response.reasoning_summary_text.delta")
            payload["item_id"] = `rs_event_${number}`;
        return events;
      }),
      finds: ["changed"],
    },
    {
      name: "all deltas have another id than their item",
      tape: "text",
      edit: patchAll("response.output_text.delta", "/item_id", "gen-1767225600"),
      finds: ["changed"],
    },
    {
      name: "the events of a call have its call_id for an item_id",
      tape: "call",
      edit: chain(
        patchAll("response.function_call_arguments.delta", "/item_id", "call_1"),
        patchAll("response.function_call_arguments.done", "/item_id", "call_1"),
      ),
      finds: ["changed"],
    },
    {
      name: "only the announcement has an empty id",
      tape: "text",
      edit: patch("response.output_item.added", 0, "/item/id", ""),
      finds: ["empty"],
    },
  ],
});
