import { objectAt, stringAt } from "../../json/json.ts";
import { itemRow } from "../../protocol/items.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput } from "./final.ts";

/** Reasons for which an answer is cut off. The ones of the older chat API are wrong here, but mean the same. */
const limits: ReadonlySet<string | undefined> = new Set([
  "max_output_tokens",
  "max_tokens",
  "length",
]);

export default defineRule({
  id: "item/incomplete-is-last",
  title: "An incomplete item is the last item, and its response is incomplete too",
  requirement: { openresponses: "must", openai: "should" },
  spec: ["openresponses#item-states", "openai:responses/object#incomplete_details"],
  messages: {
    "response-complete": "item {{index}} is incomplete, but the response is completed",
    "not-last": "item {{index}} is incomplete, but {{more}} more follow it",
    "cut-completed":
      "the response was cut off ({{reason}}), but its last item {{index}} is completed",
  },
  // The limit that cut the arguments of a call is the cause, and the status of that call the mistake.
  messageYieldsTo: {
    "response-complete": ["state/stream-equals-json:outcome"],
    "cut-completed": ["call/arguments-json:cut"],
  },
  observe({ state, report, exercised }) {
    return {
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || final.output.length === 0) return;
        exercised();
        const { output, event, pointer, response } = final;
        const statuses = output.map((item) => stringAt(item, "status"));
        const completed =
          (event?.type ?? `response.${stringAt(response, "status")}`) === "response.completed";
        const index = statuses.indexOf("incomplete");
        // Items without a status (reasoning) say nothing of where the answer was cut.
        const last = statuses.findLastIndex((status) => status !== undefined);
        const at = { at: event, pointer: `${pointer}/${index}/status` };
        if (index >= 0 && completed)
          report("response-complete", {
            ...at,
            expected: "a response with status incomplete",
            actual: "completed",
            args: { index },
          });
        else if (index >= 0 && index < last)
          report("not-last", {
            ...at,
            expected: "the last item",
            actual: `item ${index} of ${output.length}`,
            args: { index, more: last - index },
          });
        const reason = stringAt(objectAt(response, "incomplete_details"), "reason");
        if (completed || !limits.has(reason) || last !== output.length - 1) return;
        if (statuses[last] !== "completed") return;
        // The limit does not cut items of other types, it falls behind them.
        if (!itemRow(stringAt(output[last], "type"))?.written) return;
        report("cut-completed", {
          at: event,
          pointer: `${pointer}/${last}/status`,
          expected: "incomplete",
          actual: "completed",
          args: { index: last, reason: String(reason) },
        });
      },
    };
  },
});
