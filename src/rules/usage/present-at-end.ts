import { integerAt, isObject, type Json, type JsonObject, objectAt } from "../../json/json.ts";
import { resolvePointer } from "../../json/pointer.ts";
import { show } from "../../json/show.ts";
import { defineRule } from "../../engine/rule.ts";
import type { WireEvent } from "../../wire/types.ts";
import { outcomeOf } from "../lifecycle/outcome.ts";

const counts = ["input_tokens", "output_tokens", "total_tokens"];

const details: [name: string, count: string][] = [
  ["input_tokens_details", "cached_tokens"],
  ["output_tokens_details", "reasoning_tokens"],
];

/** What the older chat API calls the counts. */
const chatNames = ["prompt_tokens", "completion_tokens"];

/** Pointers, within usage, of what is missing or of the wrong type, with what should be there. */
function wrongFields(usage: JsonObject): [pointer: string, expected: string][] {
  const integers = counts.flatMap((name): [string, string][] =>
    integerAt(usage, name) === undefined ? [[`/${name}`, "an integer"]] : [],
  );
  const nested = details.flatMap(([name, count]): [string, string][] => {
    const object = objectAt(usage, name);
    if (!object) return [[`/${name}`, `{${count}}`]];
    return integerAt(object, count) === undefined ? [[`/${name}/${count}`, "an integer"]] : [];
  });
  return [...integers, ...nested];
}

/** Where a usage stands, and what it counts. Only what is noted of one that is not finished is a MAY. */
interface Judged {
  at: WireEvent | undefined;
  pointer: string;
  outcome: string;
  finished?: boolean;
}

export default defineRule({
  id: "usage/present-at-end",
  title: "A finished response has usage with every count, and so has a compaction",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object#usage"],
  // What this rule does not look at, such as tokens written to the cache, stays with the schema.
  owns: [
    {
      pointer:
        /\/usage(\/((input|output|total)_tokens|input_tokens_details(\/cached_tokens)?|output_tokens_details(\/reasoning_tokens)?))?$/,
      bodies: true,
    },
  ],
  messageYieldsTo: { missing: ["state/stream-equals-json:outcome"] },
  messages: {
    missing: "the response is {{outcome}}, but it has no usage",
    field: "usage: {{fields}} missing or of the wrong type",
    "chat-names": "usage has the field names of the chat API: {{names}}",
  },
  observe({ report, exercised }) {
    const judge = (
      usage: Json | undefined,
      { at, pointer, outcome, finished = true }: Judged,
    ): void => {
      exercised();
      if (!isObject(usage))
        return report("missing", {
          at,
          pointer,
          expected: "{input_tokens, output_tokens, total_tokens, and both details}",
          actual: show(usage),
          args: { outcome },
        });
      const wrong = wrongFields(usage);
      const [first] = wrong;
      if (!first) return;
      const level = finished ? {} : { level: "may" as const };
      const names = chatNames.filter((name) => usage[name] !== undefined);
      if (names.length > 0)
        return report("chat-names", {
          at,
          pointer,
          expected: "input_tokens, output_tokens, total_tokens, and both details",
          actual: show(usage),
          args: { names: names.join(" and ") },
          ...level,
        });
      const [field, expected] = first;
      const fields = wrong.map(([place]) => place.slice(1).replace("/", "."));
      report("field", {
        at,
        pointer: `${pointer}${field}`,
        expected: wrong.length === 1 ? expected : "every count and both details",
        actual: show(wrong.length === 1 ? resolvePointer(usage, field) : usage),
        args: { fields: fields.join(", ") },
        ...level,
      });
    };
    return {
      snapshot(snapshot) {
        const { response, event: at } = snapshot;
        const outcome = outcomeOf(snapshot) ?? "";
        const { usage } = response;
        const finished = outcome === "completed" || outcome === "incomplete";
        // A response that failed may have counted nothing; what it does count is noted.
        if (!finished && (outcome !== "failed" || !isObject(usage))) return;
        judge(usage, { at, pointer: `${snapshot.pointer}/usage`, outcome, finished });
      },
      body({ kind, value }) {
        if (kind === "compaction" && isObject(value))
          judge(value["usage"], { at: undefined, pointer: "/usage", outcome: "a compaction" });
      },
    };
  },
});
