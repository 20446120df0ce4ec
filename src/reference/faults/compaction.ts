import { elementsAt, isObject, type Json, stringAt } from "../../json/json.ts";
import {
  breaks,
  change,
  family,
  insert,
  itemDone,
  onlyWith,
  onRoute,
  setInItems,
} from "./edits.ts";
import { onItems, refuseItems } from "./request-edits.ts";

const isTrigger = (item: Json | undefined): boolean =>
  stringAt(item, "type") === "compaction_trigger";
const isCompaction = (item: Json | undefined): boolean => stringAt(item, "type") === "compaction";
const compacting = "response.compaction.compacting";
/** Compaction triggers, and the events of a compaction, are OpenAI's. */
const notAsked = ["openresponses"] as const;

/** Conversations that are compacted, by a trigger or on a route of its own. */
export const compactionFaults = family("compaction", {
  "compaction-trigger-ignored": breaks("compact/item", {
    title: "A compaction trigger is ignored: the model answers with a message.",
    legalIn: notAsked,
    request: onItems((items) => {
      const rest = items.filter((item) => !isTrigger(item));
      return rest.length > 0 ? rest : items;
    }),
  }),
  "compaction-without-items": breaks("compact/item", {
    title: "A compaction has no compaction item.",
    legalIn: notAsked,
    body: onRoute("compact", (json) => ({
      ...json,
      output: elementsAt(json, "output").filter((item) => !isCompaction(item)),
    })),
  }),
  "compaction-item-without-id": breaks("item/required-fields", {
    title: "The compaction item of a response has no id.",
    legalIn: notAsked,
    events: setInItems({ id: undefined }, isCompaction),
  }),
  "compaction-without-item-id": breaks("schema/body", {
    title: "The item of a compaction has no id.",
    body: onRoute("compact", (json) => ({
      ...json,
      output: elementsAt(json, "output").map((item) =>
        isObject(item) ? { ...item, id: undefined } : item,
      ),
    })),
  }),
  "compaction-without-usage": breaks("usage/present-at-end", {
    title: "A compaction has no usage.",
    body: onRoute("compact", (json) => ({ ...json, usage: undefined })),
  }),
  "compacting-another-item": breaks("item/id-stable", {
    title: "The event of a running compaction names an item that does not exist.",
    legalIn: notAsked,
    events: change(compacting, (event) => void (event["item_id"] = "cmp_other")),
  }),
  "compacting-after-the-end": breaks("item/done-is-final", {
    title: "A compaction is reported as running after its item is done.",
    legalIn: notAsked,
    events: onlyWith(
      compacting,
      insert(
        itemDone,
        ({ item, output_index }) => [
          {
            type: compacting,
            item_id: isObject(item) ? (item["id"] ?? "") : "",
            output_index: output_index ?? 0,
          },
        ],
        { after: true },
      ),
    ),
  }),
  "compaction-trigger-refused": breaks("compact/trigger", {
    title: "A compaction trigger is refused.",
    request: refuseItems(isTrigger),
  }),
  "compaction-trigger-anywhere": breaks("compact/trigger-not-last", {
    title: "A compaction trigger that is not the last item is served.",
    request: onItems((items) =>
      items.some(isTrigger)
        ? [...items.filter((item) => !isTrigger(item)), ...items.filter(isTrigger)]
        : items,
    ),
  }),
  "compaction-not-chained": breaks("state/chain", {
    title: "A response that is a compaction cannot be continued.",
    legalIn: notAsked,
    quirks: ["no-chain-from-compaction"],
  }),
});
