import { parseJson, stringAt, textAt } from "../../json/json.ts";
import { schemaProblem } from "../../json/schema.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import { eachFinishedCall } from "./calls.ts";
import { namedTools } from "./request.ts";

export default defineRule({
  id: "call/schema",
  title: "The arguments of a call are valid for the parameters of its tool",
  // Of tools that are not strict it is only hoped for: those findings are lowered to should.
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/create#tools"],
  messages: { invalid: "the arguments of {{name}} are not valid for its parameters: {{problem}}" },
  observe({ exchange, state, report, exercised }) {
    return eachFinishedCall(state, ({ item, response, pointer, at }) => {
      const text = stringAt(item, "arguments");
      const name = textAt(item, "name");
      const tools = (namedTools(exchange, response)?.get(name) ?? []).filter(
        ({ type }) => type === "function",
      );
      // Two namespaces may both have a tool of that name. Of a namespace that has none call/name-known speaks.
      const namespace = stringAt(item, "namespace");
      const tool =
        tools.find((one) => one.namespace === namespace) ??
        (tools.length === 1 ? tools[0] : undefined);
      const parsed = parseJson(text ?? "");
      if (!tool?.parameters || "error" in parsed) return;
      exercised();
      const problem = schemaProblem(tool.parameters, parsed.value);
      if (!problem) return;
      report("invalid", {
        at,
        pointer,
        expected: problem.expected,
        actual: show(text),
        args: { name, problem: `${problem.pointer || "the whole"}: ${problem.message}` },
        key: name,
        ...(tool.strict ? {} : { level: "should" }),
      });
    });
  },
});
