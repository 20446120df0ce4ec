import { type Json, parseJson, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { finalOutput } from "../item/final.ts";

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
    const judge = (item: Json | undefined, pointer: string, at?: WireEvent): void => {
      const value = stringAt(item, "arguments");
      if (stringAt(item, "type") !== "function_call" || value === undefined) return;
      // What the limit cut off cannot be whole.
      if (stringAt(item, "status") === "incomplete") return;
      exercised();
      const parsed = parseJson(value);
      if ("value" in parsed) return;
      const name = stringAt(item, "name") ?? "a function";
      const args = { name, error: parsed.error };
      const expected = value === "" ? '"{}"' : "one JSON value";
      report(value === "" ? "empty" : "not-json", {
        at,
        pointer,
        expected,
        actual: show(value),
        args,
      });
    };
    return {
      "response.output_item.done": (event) => {
        if (!state.failing) judge(event.payload["item"], "/item/arguments", event);
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || final.event || stringAt(final.response, "status") === "incomplete") return;
        for (const [index, item] of final.output.entries())
          judge(item, `${final.pointer}/${index}/arguments`);
      },
    };
  },
});
