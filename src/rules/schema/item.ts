import { defineRule } from "../../engine/rule.ts";
import { elementsAt, type Json, textAt } from "../../json/json.ts";
import { families, familyOfPart } from "../../protocol/families.ts";
import type { WireEvent } from "../../wire/types.ts";
import { isItem } from "./definitions.ts";
import { reportAll } from "./violations.ts";

/** Event types whose payload carries an output item or a content part. */
const carriesItem =
  /^response\.(output_item|content_part|reasoning_summary_part|output_text\.annotation)\./;

/** The lists of parts of an item that texts are streamed into, so that it is known which parts they have. */
const containersOf = (type: string): ("content" | "summary")[] =>
  type === "reasoning" ? ["content", "summary"] : [];

const partTypesOf = (type: string, container: string): string[] =>
  families.flatMap((family) =>
    family.itemType === type && family.container === container ? (family.partType ?? []) : [],
  );

export default defineRule({
  id: "schema/item",
  title: "Each output item and content part is valid for the schema of its type",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: {
    invalid: "{{definition}}: {{message}}",
    "foreign-part": "an item of type {{type}} has a part of type {{kind}}",
    "input-only": "{{type}} is an item of an input; the output has one",
  },
  perDialect: true,
  observe(context) {
    const { inputOnlyTypes } = context.schemas;
    const judgeType = (item: Json | undefined, pointer: string, at?: WireEvent): void => {
      const type = textAt(item, "type");
      if (!inputOnlyTypes.has(type)) return;
      context.report("input-only", {
        at,
        pointer: `${pointer}/type`,
        expected: "the type of an output item",
        actual: type,
        args: { type },
        key: type,
      });
    };
    const judgeParts = (item: Json | undefined, pointer: string, at?: WireEvent): void => {
      const type = textAt(item, "type");
      for (const container of containersOf(type))
        for (const [index, part] of elementsAt(item, container).entries()) {
          const kind = textAt(part, "type");
          const family = familyOfPart(kind);
          if (!family || (family.itemType === type && family.container === container)) continue;
          context.report("foreign-part", {
            at,
            pointer: `${pointer}/${container}/${index}/type`,
            expected: partTypesOf(type, container).join(" or "),
            actual: kind,
            args: { type, kind },
            key: `${type} ${kind}`,
            // The document of Open Responses has one list of parts for all items.
            ...(context.dialect.base === "openresponses" ? { level: "should" as const } : {}),
          });
        }
    };
    return {
      forType(type) {
        if (!carriesItem.test(type)) return undefined;
        return (event) => {
          context.exercised();
          reportAll(context, context.violations(event), isItem, event);
          judgeType(event.payload["item"], "/item", event);
          judgeParts(event.payload["item"], "/item", event);
        };
      },
      snapshot({ response, event, pointer }) {
        if (!Array.isArray(response["output"]) || response["output"].length === 0) return;
        context.exercised();
        const violations = event
          ? context.violations(event)
          : context.schemas.body("response", response);
        reportAll(context, violations, isItem, event);
        for (const [i, item] of response["output"].entries()) {
          judgeType(item, `${pointer}/output/${i}`, event);
          judgeParts(item, `${pointer}/output/${i}`, event);
        }
      },
    };
  },
});
