import { parseJson, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { eachFinishedCall } from "./calls.ts";

export default defineRule({
  id: "call/arguments-json",
  title: "The arguments of a finished function call are one JSON value",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/object#output"],
  messages: {
    empty: "the arguments of {{name}} are an empty string; expected {} if there are no arguments",
    "not-json": "the arguments of {{name}} are not JSON: {{error}}",
  },
  observe({ state, report, exercised }) {
    return eachFinishedCall(state, ({ item, response, pointer, at }) => {
      const value = stringAt(item, "arguments");
      if (value === undefined || (!at && stringAt(response, "status") === "incomplete")) return;
      exercised();
      const parsed = parseJson(value);
      if ("value" in parsed) return;
      report(value === "" ? "empty" : "not-json", {
        at,
        pointer,
        expected: value === "" ? '"{}"' : "one JSON value",
        actual: show(value),
        args: { name: stringAt(item, "name") ?? "a function", error: parsed.error },
      });
    });
  },
});
