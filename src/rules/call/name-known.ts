import { type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isClientCall } from "../../protocol/items.ts";
import { defineRule } from "../../engine/rule.ts";
import { answerItems, byProgram, callDefinitions } from "./calls.ts";
import { isStrict, namedTools, offersNothing } from "./request.ts";
import { finalOutput } from "../item/final.ts";

export default defineRule({
  id: "call/name-known",
  title: "Each call names an offered tool from output_item.added on",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#function-calling", "openai:responses/create#tools"],
  owns: [{ definition: callDefinitions, pointer: /\/name$/ }],
  messages: {
    missing: "a {{type}} has no name",
    unknown: "the model calls {{name}}, but the request offers no such tool",
    unasked:
      "the request offers no tools, but the response calls {{name}}, which no client can know",
    namespace: "the call of {{name}} {{what}}, so that a client does not find the tool",
  },
  observe({ exchange, state, report, exercised }) {
    const judge = (
      item: JsonObject,
      response: JsonObject | undefined,
      pointer: string,
      at?: WireEvent,
    ): void => {
      const type = stringAt(item, "type");
      if (!isClientCall(type)) return;
      exercised();
      const name = stringAt(item, "name");
      if (!name)
        return report("missing", {
          at,
          pointer,
          expected: "a name",
          actual: show(item["name"]),
          args: { type },
        });
      if (offersNothing(exchange, response) && !byProgram(item))
        return report("unasked", {
          at,
          pointer,
          expected: "no call, because the request has no tools",
          actual: `a call of ${name}`,
          args: { name },
        });
      const tools = namedTools(exchange, response);
      const namespace = stringAt(item, "namespace");
      const alike = tools?.get(name);
      if (alike) {
        const homes = alike.map((tool) => tool.namespace);
        if (homes.includes(namespace) || homes.includes(null)) return;
        return report("namespace", {
          at,
          pointer: pointer.replace(/name$/, "namespace"),
          expected: homes.map((home) => (home == null ? "no namespace" : show(home))).join(" or "),
          actual: show(item["namespace"]),
          args: {
            name,
            what:
              namespace === undefined
                ? "has no namespace"
                : "names a namespace that does not have it",
          },
        });
      }
      // How an echo spells the name of a tool in a namespace is nowhere laid down.
      if (!tools || namespace !== undefined) return;
      report("unknown", {
        at,
        pointer,
        expected:
          tools.size === 0
            ? "no call, because the request offers no tool with a name"
            : [...tools.keys()].slice(0, 10).join(" or "),
        actual: name,
        args: { name },
        // A name that the model makes up is the model's fault, unless the server promised to hold it to the tools.
        ...(tools.size === 0 || isStrict(tools) ? {} : { level: "should" }),
      });
    };
    return {
      "response.output_item.added": (event) => {
        const item = objectAt(event.payload, "item") ?? {};
        judge(item, state.latest?.response, "/item/name", event);
      },
      snapshot(snapshot) {
        const final = finalOutput(snapshot, state);
        if (!final || final.event) return;
        for (const { item, pointer } of answerItems(final, state))
          judge(item, final.response, `${pointer}/name`);
      },
    };
  },
});
