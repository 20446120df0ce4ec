import { type Json, objectAt, stringAt } from "../../json/json.ts";
import type { WireEvent } from "../../wire/types.ts";
import { defineRule } from "../../engine/rule.ts";
import { asked } from "../call/request.ts";

/** First word of a tool's type: `web_search_preview` makes `web_search_call` items, `mcp` makes `mcp_list_tools`. */
const firstWord = (type: string): string => type.replace(/_.*/, "");

export default defineRule({
  id: "item/extension-prefix",
  title: "An item type outside the dialect has the prefix of its implementor",
  requirement: { openresponses: "must", openai: "may" },
  spec: ["openresponses#extending-item-types"],
  messages: {
    unknown: "the dialect has no item type {{type}}, and the type has no `slug:` prefix",
  },
  perDialect: true,
  observe({ schemas, exchange, state, report, exercised }) {
    const judge = (item: Json | undefined, pointer: string, at?: WireEvent): void => {
      const type = stringAt(item, "type");
      if (type === undefined) return;
      exercised();
      // An item that only an input can have is schema/item's.
      if (schemas.itemTypes.has(type) || schemas.inputOnlyTypes.has(type)) return;
      if (/^[a-z0-9][\w.-]*:./i.test(type)) return;
      const tools = asked(exchange, state.latest?.response, "tools");
      const wanted =
        Array.isArray(tools) &&
        tools.some((tool) => {
          const kind = stringAt(tool, "type") ?? "function";
          return kind !== "function" && firstWord(kind) === firstWord(type);
        });
      report("unknown", {
        at,
        pointer,
        expected: "an item type of the dialect, or slug:name",
        actual: type,
        args: { type },
        key: type,
        // Whoever asks for a hosted tool knows that its items will come.
        ...(wanted ? { level: "should" } : {}),
      });
    };
    return {
      "response.output_item.added": (event) =>
        judge(objectAt(event.payload, "item"), "/item/type", event),
      snapshot({ response, event, pointer }) {
        if (event || !Array.isArray(response["output"])) return;
        for (const [index, item] of response["output"].entries())
          judge(item, `${pointer}/output/${index}/type`);
      },
    };
  },
});
