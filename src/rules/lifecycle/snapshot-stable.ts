import { diffJson } from "../../json/diff.ts";
import { has, stringAt, type Json } from "../../json/json.ts";
import { show } from "../../json/show.ts";
import { defineRule, type Evidence } from "../../engine/rule.ts";
import { chain, patch, patchSnapshots } from "../../tape/edits.ts";

/** Fields that are settled when the response is created. The rest may change as it goes on. */
const settled = ["created_at", "previous_response_id"];
const sameAgain = ["model", "instructions", "tools", "metadata"];

/** Settings: those that are null at first may be resolved later, but none is replaced. None of OpenAI's recorded streams does. */
const settings = [
  "background",
  "frequency_penalty",
  "max_output_tokens",
  "max_tool_calls",
  "parallel_tool_calls",
  "presence_penalty",
  "prompt_cache_key",
  "reasoning",
  "safety_identifier",
  "store",
  "temperature",
  "text",
  "tool_choice",
  "top_logprobs",
  "top_p",
  "truncation",
];

/** A value of each setting, and another one. */
const twoOfEach: [field: string, first: Json, second: Json][] = [
  ["background", false, true],
  ["frequency_penalty", 0, 1],
  ["max_output_tokens", 100, 200],
  ["max_tool_calls", 1, 2],
  ["parallel_tool_calls", true, false],
  ["presence_penalty", 0, 1],
  ["prompt_cache_key", "a", "b"],
  ["reasoning", { effort: "low", summary: null }, { effort: "high", summary: null }],
  ["safety_identifier", "a", "b"],
  ["store", true, false],
  ["temperature", 1, 0.5],
  ["text", { format: { type: "text" } }, { format: { type: "json_object" } }],
  ["tool_choice", "auto", "none"],
  ["top_logprobs", 0, 1],
  ["top_p", 1, 0.5],
  ["truncation", "disabled", "auto"],
];

export default defineRule<"changes">({
  id: "lifecycle/snapshot-stable",
  title: "what was settled at the start does not change between snapshots",
  requirement: { openresponses: "must", openai: "must" },
  spec: ["openresponses#response", "openai:responses/object"],
  messages: { changes: "{{field}} is another in {{type}} than in {{first}}" },
  yieldsTo: ["lifecycle/created-first"],
  observe({ exchange, state, report, exercised }) {
    const sent = exchange.request?.body;
    return {
      snapshot({ response, event }) {
        const first = state.created;
        if (!event || !first) return;
        exercised();
        const compare = (field: string, softer: Pick<Evidence, "level"> = {}): void => {
          // A field that comes or goes is the schema's to report.
          if (!has(first.response, field) || !has(response, field)) return;
          const [difference] = diffJson(first.response[field], response[field]);
          if (!difference) return;
          report("changes", {
            at: event,
            pointer: `/response/${field}${difference.pointer}`,
            expected: show(difference.left),
            actual: show(difference.right),
            related: [first.event],
            args: { field, type: event.type, first: first.event.type },
            key: field,
            ...softer,
          });
        };
        for (const field of settled) compare(field);
        for (const field of sameAgain) compare(field, { level: "should" });
        // Those of a second response on the stream are its own.
        if (stringAt(response, "id") !== stringAt(first.response, "id")) return;
        for (const field of settings) {
          // A setting that was sent has to come back each time, which echo/request sees to.
          if (has(sent, field) || first.response[field] === null || response[field] === null)
            continue;
          compare(field, { level: "should" });
        }
      },
    };
  },
  faults: [
    {
      name: "created_at is the time of each snapshot",
      tape: "text",
      edit: patch("response.completed", 0, "/response/created_at", 1_767_225_601),
      finds: ["changes"],
    },
    {
      name: "every setting is another at the end",
      tape: "text",
      edit: chain(
        ...twoOfEach.flatMap(([field, first, second]) => [
          // By way of nothing, because an edit that changes nothing throws.
          patchSnapshots(`/${field}`, undefined),
          patchSnapshots(`/${field}`, first),
          patch("response.completed", 0, `/response/${field}`, second),
        ]),
      ),
      finds: ["changes"],
      alsoFires: ["echo/request"],
    },
    {
      name: "the turn is told otherwise at the end",
      tape: "chain",
      edit: chain(
        patch("response.completed", 0, "/response/previous_response_id", "resp_turn0", 1),
        patch("response.completed", 0, "/response/instructions", "Be brief.", 1),
        patch("response.completed", 0, "/response/tools", [{ type: "web_search" }], 1),
      ),
      finds: ["changes"],
      alsoFires: ["echo/request"],
    },
    {
      name: "the metadata is forgotten in between",
      tape: "echo",
      edit: patch("response.in_progress", 0, "/response/metadata", {}),
      finds: ["changes"],
      alsoFires: ["echo/request"],
    },
    {
      name: "the temperature changes on the way",
      tape: "text",
      edit: patch("response.completed", 0, "/response/temperature", 0.5),
      finds: ["changes"],
    },
    {
      name: "the model is named otherwise at the end",
      tape: "text",
      edit: patch("response.completed", 0, "/response/model", "good-model-2026-01-01"),
      finds: ["changes"],
    },
  ],
});
