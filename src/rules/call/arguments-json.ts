import { parseJson, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import type { WireEvent } from "../../wire/types.ts";
import { chain, onBody, patch, setAt, type TapeEdit } from "../../tape/edits.ts";
import { finalOutput } from "../item/final.ts";

/** The same arguments wherever they stand, so that nothing but their text is wrong. */
const withArguments = (text: string): TapeEdit =>
  chain(
    patch("response.function_call_arguments.delta", 0, "/delta", text),
    patch("response.function_call_arguments.done", 0, "/arguments", text),
    patch("response.output_item.done", 0, "/item/arguments", text),
    patch("response.completed", 0, "/response/output/0/arguments", text),
  );

export const argumentsJson = defineRule<"empty" | "not-json">({
  id: "call/arguments-json",
  title: "the arguments of a finished function call are one JSON value",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/object#output"],
  messages: {
    empty: "{{name}} is called with empty arguments: no arguments are {}",
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
  faults: [
    {
      name: "no arguments as an empty string",
      tape: "no-arguments",
      edit: withArguments(""),
      finds: ["empty"],
    },
    {
      name: "two objects in a row",
      tape: "no-arguments",
      edit: withArguments("{}{}"),
      finds: ["not-json"],
    },
    {
      name: "cut arguments in a plain answer",
      tape: "plain-call",
      edit: onBody((body) => {
        setAt(body, "/output/0/arguments", '{"city":"Par');
        return body;
      }),
      finds: ["not-json"],
    },
  ],
});
