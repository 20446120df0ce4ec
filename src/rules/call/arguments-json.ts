import { parseJson, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { isUnfinished } from "../../json/unfinished.ts";
import { defineRule } from "../../engine/rule.ts";
import { eachFinishedCall } from "./calls.ts";
import { asked } from "./request.ts";

export default defineRule({
  id: "call/arguments-json",
  title: "The arguments of a finished function call are one JSON value",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/object#output"],
  messages: {
    empty: "the arguments of {{name}} are an empty string; expected {} if there are no arguments",
    cut: "the arguments of {{name}} break off{{limit}}, but the call is not incomplete",
    "not-json": "the arguments of {{name}} are not JSON: {{error}}",
  },
  observe({ exchange, state, report, exercised }) {
    return eachFinishedCall(state, ({ item, response, pointer, at }) => {
      const value = stringAt(item, "arguments");
      if (value === undefined || (!at && stringAt(response, "status") === "incomplete")) return;
      exercised();
      const parsed = parseJson(value);
      if ("value" in parsed) return;
      const name = stringAt(item, "name") ?? "a function";
      if (isUnfinished(value)) {
        const most = asked(exchange, response, "max_output_tokens");
        return report("cut", {
          at,
          pointer,
          expected: "status incomplete, or all of the arguments",
          actual: show(value),
          args: { name, limit: typeof most === "number" ? `, max_output_tokens is ${most}` : "" },
        });
      }
      report(value === "" ? "empty" : "not-json", {
        at,
        pointer,
        expected: value === "" ? '"{}"' : "one JSON value",
        actual: show(value),
        args: { name, error: parsed.error },
      });
    });
  },
});
