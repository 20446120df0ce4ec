import { isObject, objectAt, stringAt, type Json, type JsonObject } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import type { SchemaViolation } from "../../schema/index.ts";
import type { WireEvent } from "../../wire/types.ts";
import { chain, onBody, patch, setAt } from "../../tape/edits.ts";

/** Item types that OpenAI's own servers send without a status. */
const statusless: ReadonlySet<string | undefined> = new Set([
  "reasoning",
  "mcp_list_tools",
  "mcp_call",
  "mcp_approval_request",
  "compaction",
  "program",
  "program_output",
]);

export const requiredFields = defineRule<"missing">({
  id: "item/required-fields",
  title: "every output item has a type, an id and a status",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#items", "openai:responses/object#output"],
  messages: { missing: "an item ({{type}}) has no {{field}}" },
  perDialect: true,
  observe({ dialect, schemas, violations, report, exercised }) {
    const judge = (
      item: JsonObject,
      pointer: string,
      broken: () => readonly SchemaViolation[],
      at?: WireEvent,
    ): void => {
      exercised();
      const type = stringAt(item, "type");
      for (const field of ["type", "id", "status"] as const) {
        if (typeof item[field] === "string") continue;
        const soft = field === "status";
        const left = (item[field] ?? null) === null && dialect.base === "openai";
        if (soft && left && statusless.has(type)) continue;
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
  faults: [
    {
      name: "the status of a reasoning item is a number",
      tape: "summary",
      edit: patch("response.output_item.added", 0, "/item/status", 1),
      finds: ["missing"],
    },
    {
      name: "a call has no id",
      tape: "call",
      edit: chain(
        patch("response.output_item.added", 0, "/item/id", undefined),
        patch("response.output_item.done", 0, "/item/id", undefined),
        patch("response.completed", 0, "/response/output/0/id", undefined),
      ),
      finds: ["missing"],
    },
    {
      name: "a message has no status",
      tape: "text",
      edit: chain(
        patch("response.output_item.added", 0, "/item/status", undefined),
        patch("response.output_item.done", 0, "/item/status", undefined),
        patch("response.completed", 0, "/response/output/0/status", undefined),
      ),
      finds: ["missing"],
    },
    {
      name: "an item of a plain answer has no type",
      tape: "plain",
      edit: onBody((body) => {
        setAt(body, "/output/0/type", undefined);
        return body;
      }),
      finds: ["missing"],
    },
    {
      name: "a reasoning item has no id",
      tape: "summary-one",
      edit: chain(
        patch("response.output_item.added", 0, "/item/id", undefined),
        patch("response.output_item.done", 0, "/item/id", undefined),
        patch("response.completed", 0, "/response/output/0/id", undefined),
      ),
      finds: ["missing"],
    },
    {
      name: "a message of the final output has no status",
      tape: "text",
      edit: patch("response.completed", 0, "/response/output/0/status", undefined),
      finds: ["missing"],
    },
    {
      name: "a message of a plain answer has no status",
      tape: "plain",
      edit: onBody((body) => {
        setAt(body, "/output/0/status", undefined);
        return body;
      }),
      finds: ["missing"],
    },
  ],
});
