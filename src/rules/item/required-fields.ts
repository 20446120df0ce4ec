import { isObject, type Json, type JsonObject, objectAt, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { itemRow } from "../../protocol/items.ts";
import type { WireEvent } from "../../wire/types.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import { defineRule } from "../../engine/rule.ts";

export default defineRule({
  id: "item/required-fields",
  title: "Every output item has a type, an id and a status",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  owns: [
    // Without its type an item has no definition of its own: what carries it misses it.
    { pointer: /\/(item|output\/\d+)\/type$/ },
    { definition: /^items\//, pointer: /\/(item|output\/\d+)\/(id|type)$/ },
    { definition: /^items\//, pointer: /\/(item|output\/\d+)\/status$/, except: "enum" },
  ],
  messages: { missing: "an item ({{type}}) has no {{field}}" },
  perDialect: true,
  observe({ dialect, schemas, violations, report, exercised }) {
    const judge = (
      item: JsonObject,
      pointer: string,
      broken: () => readonly SchemaViolation[],
      at?: WireEvent,
    ): void => {
      const type = stringAt(item, "type");
      // In `openai` an item of a type that is not described is newer than the revision: nothing in it is judged.
      if (dialect.base === "openai" && type && !itemRow(type)) return;
      exercised();
      for (const field of ["type", "id", "status"] as const) {
        if (typeof item[field] === "string") continue;
        const soft = field === "status";
        const left = (item[field] ?? null) === null && dialect.base === "openai";
        if (soft && left && itemRow(type)?.statusless) continue;
        const place = `${pointer}/${field}`;
        const required = !soft || broken().some((violation) => violation.pointer === place);
        report("missing", {
          at,
          pointer: place,
          expected: "a string",
          actual: show(item[field]),
          args: { type: type ?? "no type", field },
          key: `${type} ${field}`,
          ...(required ? {} : { level: "should" }),
        });
      }
    };
    const inEvent = (event: WireEvent): void => {
      const item = objectAt(event.payload, "item");
      if (item) judge(item, "/item", () => violations(event), event);
    };
    return {
      "response.output_item.added": inEvent,
      "response.output_item.done": inEvent,
      snapshot({ response, pointer, event }) {
        const output: Json | undefined = response["output"];
        if (!Array.isArray(output)) return;
        const broken = (): readonly SchemaViolation[] =>
          event ? violations(event) : schemas.body("response", response);
        for (const [index, item] of output.entries())
          if (isObject(item)) judge(item, `${pointer}/output/${index}`, broken, event);
      },
    };
  },
});
