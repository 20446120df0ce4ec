import { arrayAt, elementsAt, type Json, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { streamedItems } from "../../stream/output.ts";
import { isCreate } from "../http/request.ts";
import { outcomeOf } from "../lifecycle/outcome.ts";

/** `compaction`, and two names that OpenAI's own client Codex reads as well: so a server may send them. */
const types: ReadonlySet<string | undefined> = new Set([
  "compaction",
  "compaction_summary",
  "context_compaction",
]);

const isCompaction = (item: Json | undefined): boolean => types.has(stringAt(item, "type"));
const typesOf = (items: readonly Json[]): string =>
  show(items.map((item) => stringAt(item, "type") ?? "?"));
const expected = "an item of type compaction";

/** OpenAI describes both ways to compact: the output of the one ends with a compaction item, the events of the other name it. */
export default defineRule({
  id: "compact/item",
  title: "A compacted conversation has a compaction item",
  requirement: { openresponses: "off", openai: "must" },
  spec: ["openai:responses/compact"],
  messages: {
    missing: "the conversation was compacted, but the output has no compaction item",
    ignored: "the input ends with a compaction_trigger, but the response has no compaction item",
  },
  observe({ exchange, state, report, exercised }) {
    const last = elementsAt(exchange.request?.body, "input").at(-1);
    const triggers = isCreate(exchange) && stringAt(last, "type") === "compaction_trigger";
    return {
      body({ kind, value }) {
        const output = arrayAt(value, "output");
        // That a compaction has an output is schema/body's.
        if (kind !== "compaction" || !output) return;
        exercised();
        if (!output.some(isCompaction))
          report("missing", { pointer: "/output", expected, actual: typesOf(output) });
      },
      snapshot(snapshot) {
        if (!triggers || outcomeOf(snapshot) !== "completed") return;
        const { response, pointer, event } = snapshot;
        const output = elementsAt(response, "output");
        const streamed = streamedItems(state).map((item) => (item.done ?? item.added)?.item);
        exercised();
        if (![...output, ...streamed].some(isCompaction))
          report("ignored", {
            at: event,
            pointer: `${pointer}/output`,
            expected,
            actual: typesOf(output),
          });
      },
    };
  },
});
