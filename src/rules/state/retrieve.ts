import { isObject, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { terminalStatuses } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { onBody } from "../../tape/edits.ts";
import { storedDifference } from "./compare.ts";
import { targetOf, wantsJson } from "./target.ts";

export default defineRule<"differs">({
  id: "state/stream-equals-json",
  title: "a stored response is the terminal snapshot of its stream",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/get"],
  messages: {
    differs:
      "the stored response differs at {{pointer}} from what the endpoint answered when it was created",
  },
  perDialect: true,
  observe({ exchange, session, dialect, head, report, exercised }) {
    return {
      body({ value }) {
        const target = targetOf(exchange, session);
        const original = target?.known?.response;
        if (!target || !wantsJson(target) || !original || target.known?.deleted) return;
        if ((head()?.status ?? 200) >= 300 || !isObject(value)) return;
        // A response still in the making is not final on either side.
        if (
          ![original, value].every((response) =>
            terminalStatuses.has(stringAt(response, "status") ?? ""),
          )
        )
          return;
        exercised();
        const difference = storedDifference(original, value, dialect);
        if (!difference) return;
        const { pointer, left, right } = difference;
        report("differs", {
          pointer,
          expected: show(left),
          actual: show(right),
          args: { pointer },
        });
      },
    };
  },
  faults: [
    {
      name: "the stored text is another",
      tape: "replay",
      edit: onBody((body) => {
        const changed = structuredClone(body);
        Object.assign(
          changed,
          JSON.parse(
            JSON.stringify(changed).replaceAll("The weather is sunny.", "The weather is sunny"),
          ),
        );
        return changed;
      }, 1),
      finds: ["differs"],
    },
    {
      name: "usage was not kept",
      tape: "replay",
      edit: onBody((body) => {
        const changed = structuredClone(body);
        if (isObject(changed["usage"]))
          changed["usage"]["output_tokens_details"] = { reasoning_tokens: 3 };
        return changed;
      }, 1),
      finds: ["differs"],
    },
  ],
});
