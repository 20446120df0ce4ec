import type { Json } from "../../json/json.ts";
import { faultsOf, on } from "../../engine/fault.ts";
import { patch, patchFinal, patchSnapshots } from "../../tape/edits.ts";
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
  changes: {
    "created_at is the time of each snapshot": on("text", [
      patchFinal("/created_at", 1_767_225_601),
    ]),
    "every setting differs at the end": on(
      "text",
      twoOfEach.flatMap(([field, first, second]) => [
        // By way of nothing, because an edit that changes nothing throws.
        patchSnapshots(`/${field}`, undefined),
        patchSnapshots(`/${field}`, first),
        patchFinal(`/${field}`, second),
      ]),
      { alsoFires: ["echo/request"] },
    ),
    "the input settings differ at the end": on(
      "chain",
      [
        patchFinal("/previous_response_id", "resp_turn0", 1),
        patchFinal("/instructions", "Be brief.", 1),
        patchFinal("/tools", [{ type: "web_search" }], 1),
      ],
      { alsoFires: ["echo/request"] },
    ),
    "a snapshot in the middle has no metadata": on(
      "echo",
      [patch("response.in_progress", 0, "/response/metadata", {})],
      { alsoFires: ["echo/request"] },
    ),
    "the temperature changes in the middle": on("text", [patchFinal("/temperature", 0.5)]),
    "the model has another name at the end": on("text", [
      patchFinal("/model", "good-model-2026-01-01"),
    ]),
  },
});
