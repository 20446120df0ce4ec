import type { Json } from "../../json/json.ts";
import { faultsOf } from "../../engine/fault.ts";
import { chain, patch, patchSnapshots } from "../../tape/edits.ts";
import rule from "./snapshot-stable.ts";

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

export default faultsOf(rule, {
  "created_at is the time of each snapshot": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/created_at", 1_767_225_601),
    finds: "changes",
  },
  "every setting is another at the end": {
    tape: "text",
    edit: chain(
      ...twoOfEach.flatMap(([field, first, second]) => [
        // By way of nothing, because an edit that changes nothing throws.
        patchSnapshots(`/${field}`, undefined),
        patchSnapshots(`/${field}`, first),
        patch("response.completed", 0, `/response/${field}`, second),
      ]),
    ),
    finds: "changes",
    alsoFires: ["echo/request"],
  },
  "the turn is told otherwise at the end": {
    tape: "chain",
    edit: chain(
      patch("response.completed", 0, "/response/previous_response_id", "resp_turn0", 1),
      patch("response.completed", 0, "/response/instructions", "Be brief.", 1),
      patch("response.completed", 0, "/response/tools", [{ type: "web_search" }], 1),
    ),
    finds: "changes",
    alsoFires: ["echo/request"],
  },
  "the metadata is forgotten in between": {
    tape: "echo",
    edit: patch("response.in_progress", 0, "/response/metadata", {}),
    finds: "changes",
    alsoFires: ["echo/request"],
  },
  "the temperature changes on the way": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/temperature", 0.5),
    finds: "changes",
  },
  "the model is named otherwise at the end": {
    tape: "text",
    edit: patch("response.completed", 0, "/response/model", "good-model-2026-01-01"),
    finds: "changes",
  },
});
