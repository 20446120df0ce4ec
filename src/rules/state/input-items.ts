import { arrayAt, isObject, type Json, type JsonObject, stringAt } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import type { Remembered } from "../../engine/exchange.ts";
import { defineRule } from "../../engine/rule.ts";
import { targetOf } from "./target.ts";

/** Most items that a list holds where no limit was asked for. */
const defaultLimit = 20;

/** What an input item is about, for comparing what was sent with what is listed: its type, role and text. */
function gist(item: Json): string {
  const parts = arrayAt(item, "content")?.map((part) => stringAt(part, "text"));
  const text = parts?.join("") ?? stringAt(item, "content") ?? stringAt(item, "call_id");
  return [stringAt(item, "type") ?? "message", stringAt(item, "role"), text].join(" ");
}

/** Types of input items that a list has in another form, or need not have. */
const unlisted: ReadonlySet<string | undefined> = new Set(["item_reference", "compaction_trigger"]);

/** The items that were sent, oldest first; undefined where the list may hold others than they. */
function sent({ request: { body } }: Remembered): string[] | undefined {
  if (!isObject(body) || body["previous_response_id"] || body["conversation"]) return undefined;
  const { input } = body;
  if (typeof input === "string") return [gist({ role: "user", content: input })];
  if (!Array.isArray(input)) return undefined;
  // A reference stands for an item of an earlier response, and that is what is listed. A trigger is no item of a list.
  return input.some((item) => unlisted.has(stringAt(item, "type"))) ? undefined : input.map(gist);
}

export default defineRule({
  id: "state/input-items",
  title: "input_items lists the input in the requested order, and each item has an id",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openai:responses/input-items"],
  owns: [{ definition: /^(input-)?items\//, pointer: /^\/data\/\d+\/id$/, bodies: true }],
  messages: {
    "no-id": "item {{index}} of the list has no id",
    order: "the items are not in {{order}} order",
    missing: "the list does not have the input that was sent",
    "over-limit": "the list has more items than its limit",
    ends: "{{field}} is not the id of the {{which}} item of the list",
  },
  observe({ exchange, session, report, exercised }) {
    const target = targetOf(exchange, session);
    if (!target) return {};
    const { known, query } = target;
    return {
      body({ kind, value }) {
        const data = arrayAt(value, "data");
        if (kind !== "input_items" || !data || !isObject(value)) return;
        exercised();
        const bare = data.findIndex((item) => !stringAt(item, "id"));
        if (bare >= 0)
          report("no-id", {
            pointer: `/data/${bare}/id`,
            expected: "an id",
            actual: "nothing",
            args: { index: bare },
          });
        checkEnds(value, data, (field, which, expected, actual) =>
          report("ends", {
            pointer: `/${field}`,
            expected,
            actual,
            args: { field, which },
            key: field,
          }),
        );
        const { limit, after, order } = query;
        // Whoever gets all of them unasked has lost nothing: only a limit that was asked for binds.
        if (limit !== undefined && data.length > Number(limit))
          return report("over-limit", {
            pointer: "/data",
            expected: `at most ${limit} items`,
            actual: `${data.length} items`,
          });
        const wanted = known && sent(known);
        // The whole list is only certain where it is not a page of it.
        const page = Number(limit ?? defaultLimit);
        if (!wanted || after !== undefined || wanted.length > page) return;
        const listed = data.map(gist);
        const expected = order === "desc" ? wanted.toReversed() : wanted;
        const evidence = { pointer: "/data", expected: show(expected), actual: show(listed) };
        if (!sameSet(listed, wanted)) report("missing", evidence);
        // The order is only certain where it was asked for.
        else if (order !== undefined && listed.join("\n") !== expected.join("\n"))
          report("order", { ...evidence, args: { order } });
      },
    };
  },
});

const sameSet = (left: string[], right: string[]): boolean =>
  left.toSorted().join("\n") === right.toSorted().join("\n");

function checkEnds(
  list: JsonObject,
  data: Json[],
  wrong: (field: string, which: string, expected: string, actual: string) => void,
): void {
  if (data.length === 0) return;
  for (const [field, which, item] of [
    ["first_id", "first", data[0]],
    ["last_id", "last", data.at(-1)],
  ] as const) {
    const id = stringAt(item, "id");
    // That an item has no id, or the list no such field, is another fault.
    if (id !== undefined && list[field] !== undefined && list[field] !== id)
      wrong(field, which, show(id), show(list[field]));
  }
}
