import { expectedOfAsync } from "./test-expected-async.ts";
import { expectedBeyondStreams } from "./test-expected-stored.ts";

/**
 * How each fault shows on the wire: the first visit of the tour that it changes, and every frame or field that differs there.
 * `-x` and `+x` are frames that went or came, `x(/a)` one that changed at /a, `x()` one that moved.
 */
export const expected: Record<string, string> = {
  "created-missing": "text: -created",
  "created-twice": "text: +created",
  "created-after-in-progress": "text: created()",
  "in-progress-missing": "text: -in_progress",
  "in-progress-late": "text: in_progress()",
  "terminal-missing": "text: -completed",
  "terminal-twice": "text: +completed",
  "event-after-terminal": "text: +in_progress",
  "status-stays-in-progress": "text: completed(/response/status)",
  "response-id-changes": "text: completed(/response/id)",
  "response-id-shared":
    "text: created(/response/id) in_progress(/response/id) completed(/response/id)",
  "created-at-changes": "text: completed(/response/created_at,/response/completed_at)",
  "model-changes": "text: completed(/response/model)",
  "completed-at-missing": "text: completed(/response/completed_at)",
  "completed-at-early": "text: created(/response/completed_at) in_progress(/response/completed_at)",
  "completed-at-incomplete": "incomplete: incomplete(/response/completed_at)",
  "completed-before-created": "text: completed(/response/completed_at)",
  "output-before-end": "text: in_progress(/response/output/0)",
  "incomplete-details-missing": "incomplete: incomplete(/response/incomplete_details)",
  "incomplete-details-on-completed": "text: completed(/response/incomplete_details)",
  "incomplete-told-as-completed":
    "incomplete: output_item.done(/item/status) -incomplete +completed",
  "failed-missing": "failure: -failed",
  "failed-before-error": "failure: error()",
  "delta-after-error": "failure: +output_text.delta",
  "completed-after-error": "failure: -failed +completed",
  "failed-without-error": "failure: failed(/response/error)",
  "failed-error-without-code": "failure: failed(/response/error/code)",
  "completed-with-error": "text: completed(/response/error)",
  "failed-without-done": "failure: -data: [DONE]",
  "error-unnumbered": "failure: numbers:0,1,2,3,4,5,6,none,8",
  "error-flat": "failure: error(/error,/code)",
  "item-added-missing": "text: -output_item.added",
  "item-added-late": "text: output_item.added()",
  "item-done-missing": "text: -output_item.done",
  "item-done-twice": "text: +output_item.done",
  "item-id-rotates": "text: output_item.done(/item/id) completed(/response/output/0/id)",
  "item-id-differs-in-output": "text: completed(/response/output/0/id)",
  "item-id-empty-in-deltas": "text: output_text.delta(/item_id)",
  "item-ids-shared":
    "calls: output_item.added(/item/id) function_call_arguments.delta(/item_id) function_call_arguments.done(/item_id) output_item.done(/item/id) completed(/response/output/1/id)",
  "output-index-from-one":
    "text: output_item.added(/output_index) content_part.added(/output_index) output_text.delta(/output_index) output_text.done(/output_index) content_part.done(/output_index) output_item.done(/output_index)",
  "output-index-always-zero":
    "calls: output_item.added(/output_index) function_call_arguments.delta(/output_index) function_call_arguments.done(/output_index) output_item.done(/output_index)",
  "output-index-wrong-in-delta": "text: output_text.delta(/output_index)",
  "item-role-changes": "text: output_item.done(/item/role) completed(/response/output/0/role)",
  "delta-after-item-done": "text: +output_text.delta",
  "item-added-completed": "text: output_item.added(/item/status)",
  "item-done-in-progress":
    "text: output_item.done(/item/status) completed(/response/output/0/status)",
  "incomplete-item-in-completed-response":
    "text: output_item.done(/item/status) completed(/response/output/0/status)",
  "message-beside-call-lost":
    "text and call: completed(/response/output/0/id,/response/output/0/type,/response/output/0/role,/response/output/0/content,/response/output/0/call_id,/response/output/0/name,...)",
  "output-empty": "text: completed(/response/output/0)",
  "output-text-differs": "text: completed(/response/output/0/content/0/text)",
  "output-reversed":
    "calls: completed(/response/output/0/id,/response/output/0/call_id,/response/output/0/arguments,/response/output/1/id,/response/output/1/call_id,/response/output/1/arguments)",
  "item-type-unprefixed":
    "text: completed(/response/output/1) +output_item.added +output_item.done",
  "item-without-status":
    "text: output_item.added(/item/status) output_item.done(/item/status) completed(/response/output/0/status)",
  "part-added-missing": "text: -content_part.added",
  "part-done-missing": "text: -content_part.done",
  "text-done-missing": "text: -output_text.done",
  "part-done-before-text-done": "text: output_text.done()",
  "part-starts-full": "text: content_part.added(/part/text)",
  "content-index-from-one":
    "text: content_part.added(/content_index) output_text.delta(/content_index) output_text.done(/content_index) content_part.done(/content_index)",
  "content-index-jumps": "text: output_text.delta(/content_index)",
  "part-kind-wrong": "text: -output_text.delta +refusal.delta",
  "reasoning-part-events":
    "reasoning: -reasoning_summary_part.added -reasoning_summary_part.done +reasoning_part.added +reasoning_part.done",
  "summary-differs":
    "reasoning: output_item.done(/item/summary/0/text) completed(/response/output/0/summary/0/text)",
  "delta-lost": "text: -output_text.delta",
  "delta-twice": "text: +output_text.delta",
  "deltas-swapped": "text: output_text.delta()",
  "deltas-trimmed": "text: output_text.delta(/delta)",
  "deltas-cumulative": "text: output_text.delta(/delta)",
  "deltas-missing": "text: -output_text.delta",
  "text-done-trimmed": "text: output_text.done(/text)",
  "part-text-differs": "text: content_part.done(/part/text)",
  "item-text-differs":
    "text: output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text)",
  "characters-replaced":
    "text: output_text.delta(/delta) output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text)",
  "surrogate-split": "text: output_text.delta(/delta) +output_text.delta",
  "annotation-lost": "text: +output_text.annotation.added",
  "logprobs-lost": "text: output_text.done(/logprobs/0)",
  "logprobs-ignored":
    "logprobs: output_text.delta(/logprobs/0) output_text.done(/logprobs/0,/logprobs/1) content_part.done(/part/logprobs/0,/part/logprobs/1) output_item.done(/item/content/0/logprobs/0,/item/content/0/logprobs/1) completed(/response/output/0/content/0/logprobs/0,/response/output/0/content/0/logprobs/1)",
  "logprobs-without-blanks":
    "logprobs: output_text.delta(/logprobs/0/token,/logprobs/0/bytes/0,/logprobs/0/bytes/1,/logprobs/0/bytes/2,/logprobs/0/bytes/3,/logprobs/0/bytes/4) output_text.done(/logprobs/1/token,/logprobs/1/bytes/0,/logprobs/1/bytes/1,/logprobs/1/bytes/2,/logprobs/1/bytes/3,/logprobs/1/bytes/4) content_part.done(/part/logprobs/1/token,/part/logprobs/1/bytes/0,/part/logprobs/1/bytes/1,/part/logprobs/1/bytes/2,/part/logprobs/1/bytes/3,/part/logprobs/1/bytes/4) output_item.done(/item/content/0/logprobs/1/token,/item/content/0/logprobs/1/bytes/0,/item/content/0/logprobs/1/bytes/1,/item/content/0/logprobs/1/bytes/2,/item/content/0/logprobs/1/bytes/3,/item/content/0/logprobs/1/bytes/4) completed(/response/output/0/content/0/logprobs/1/token,/response/output/0/content/0/logprobs/1/bytes/0,/response/output/0/content/0/logprobs/1/bytes/1,/response/output/0/content/0/logprobs/1/bytes/2,/response/output/0/content/0/logprobs/1/bytes/3,/response/output/0/content/0/logprobs/1/bytes/4)",
  "logprobs-refused-streamed":
    "logprobs: status:200>400 type:text/event-stream>application/json body",
  "structured-fenced":
    "structured: output_text.delta(/delta) output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text)",
  "arguments-delta-lost": "call: -function_call_arguments.delta",
  "arguments-delta-twice": "call: +function_call_arguments.delta",
  "arguments-deltas-missing": "call: -function_call_arguments.delta",
  "arguments-done-reformatted": "call: function_call_arguments.done(/arguments)",
  "arguments-item-differs":
    "call: output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "arguments-spurious-object": "call: +function_call_arguments.delta",
  "arguments-mixed-up":
    "calls: function_call_arguments.delta(/item_id,/output_index,/delta) output_item.added() function_call_arguments.delta(/delta)",
  "arguments-cut":
    "call: function_call_arguments.delta(/delta) -function_call_arguments.delta function_call_arguments.done(/arguments) output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "arguments-empty":
    "call: function_call_arguments.delta(/delta) -function_call_arguments.delta function_call_arguments.done(/arguments) output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "arguments-done-missing": "call: -function_call_arguments.done",
  "arguments-start-full": "call: output_item.added(/item/arguments)",
  "call-id-missing":
    "call: output_item.added(/item/call_id) output_item.done(/item/call_id) completed(/response/output/0/call_id)",
  "call-id-changes": "call: output_item.done(/item/call_id) completed(/response/output/0/call_id)",
  "call-ids-shared":
    "call: output_item.added(/item/call_id) output_item.done(/item/call_id) completed(/response/output/0/call_id)",
  "mcp-server-unknown":
    "hosted: output_item.added(/item/server_label) output_item.done(/item/server_label) completed(/response/output/4/server_label,/response/output/5/server_label)",
  "call-name-late": "call: output_item.added(/item/name)",
  "call-name-unknown":
    "call: output_item.added(/item/name) function_call_arguments.done(/name) output_item.done(/item/name) completed(/response/output/0/name)",
  "arguments-off-schema":
    "call: function_call_arguments.delta(/delta) -function_call_arguments.delta function_call_arguments.done(/arguments) output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "call-leaked-as-text":
    "forced: output_item.added(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) -function_call_arguments.delta -function_call_arguments.done output_item.done(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) completed(/response/output/0/id,/response/output/0/call_id,/response/output/0/name,/response/output/0/type,/response/output/0/arguments,/response/output/0/role,...) +content_part.added +output_text.delta +output_text.done +content_part.done",
  "tool-choice-ignored":
    "forced: output_item.added(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) -function_call_arguments.delta -function_call_arguments.done output_item.done(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) completed(/response/output/0/id,/response/output/0/call_id,/response/output/0/name,/response/output/0/type,/response/output/0/arguments,/response/output/0/role,...) +content_part.added +output_text.delta +output_text.done +content_part.done",
  "tool-choice-none-ignored":
    "forbidden: output_item.added(/item/id,/item/type,/item/role,/item/content,/item/call_id,/item/name,...) -content_part.added -output_text.delta -output_text.done -content_part.done output_item.done(/item/id,/item/type,/item/role,/item/content,/item/call_id,/item/name,...) completed(/response/output/0/id,/response/output/0/type,/response/output/0/role,/response/output/0/content,/response/output/0/call_id,/response/output/0/name,...) +function_call_arguments.delta +function_call_arguments.done +output_item.added +output_item.done",
  "parallel-off-ignored":
    "single: completed(/response/output/1,/response/usage/output_tokens,/response/usage/total_tokens) +output_item.added +function_call_arguments.delta +function_call_arguments.done +output_item.done",
  "tool-output-ignored":
    "round trip: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "tool-output-unknown-accepted": "unknown call: status:400>200 another-body",
  "custom-call-as-function":
    "custom: output_item.added(/item/type,/item/input,/item/arguments) -custom_tool_call_input.delta -custom_tool_call_input.done output_item.done(/item/type,/item/input,/item/arguments) completed(/response/output/0/type,/response/output/0/input,/response/output/0/arguments) +function_call_arguments.delta +function_call_arguments.done",
  "usage-early": "text: in_progress(/response/usage)",
  "usage-in-deltas": "text: output_text.delta(/usage)",
  "usage-missing": "text: completed(/response/usage)",
  "usage-details-missing":
    "text: completed(/response/usage/input_tokens_details,/response/usage/output_tokens_details)",
  "usage-missing-when-incomplete": "incomplete: incomplete(/response/usage)",
  "usage-total-wrong": "text: completed(/response/usage/total_tokens)",
  "usage-cached-exceeds-input":
    "text: completed(/response/usage/input_tokens_details/cached_tokens)",
  "usage-reasoning-exceeds-output":
    "text: completed(/response/usage/output_tokens_details/reasoning_tokens)",
  "usage-over-limit":
    "incomplete: incomplete(/response/usage/output_tokens,/response/usage/total_tokens)",
  "usage-zero":
    "text: completed(/response/usage/input_tokens,/response/usage/output_tokens,/response/usage/total_tokens)",
  "sequence-missing": "text: numbers:none,none,none,none,none,none,none,none,none,none,none",
  "sequence-missing-in-deltas": "text: numbers:0,1,2,3,none,none,none,7,8,9,10",
  "sequence-as-text": 'text: numbers:"0","1","2","3","4","5","6","7","8","9","10"',
  "sequence-constant": "text: numbers:1,1,1,1,1,1,1,1,1,1,1",
  "sequence-repeats": "text: numbers:0,1,2,3,3,4,5,6,7,8,9",
  "sequence-gap": "text: numbers:0,1,2,3,5,6,7,8,9,10,11",
  "sequence-lost-event": "text: -in_progress numbers:0,2,3,4,5,6,7,8,9,10",
  "sequence-from-one": "text: numbers:from 1",
  "event-name-missing":
    "text: created(lines) in_progress(lines) output_item.added(lines) content_part.added(lines) output_text.delta(lines) output_text.done(lines) content_part.done(lines) output_item.done(lines) completed(lines)",
  "event-name-differs":
    "text: created(lines) in_progress(lines) output_item.added(lines) content_part.added(lines) output_text.delta(lines) output_text.done(lines) content_part.done(lines) output_item.done(lines) completed(lines)",
  "id-lines":
    "text: created(lines) in_progress(lines) output_item.added(lines) content_part.added(lines) output_text.delta(lines) output_text.done(lines) content_part.done(lines) output_item.done(lines) completed(lines) -data: [DONE] +id: 11\ndata: [DONE]",
  "done-missing": "text: -data: [DONE]",
  "done-twice": "text: +data: [DONE]",
  "done-before-terminal": "text: completed()",
  "done-quoted": 'text: -data: [DONE] +data: "[DONE]"',
  "last-event-unterminated": "text: data: [DONE]!",
  "blank-line-missing": "text: output_text.delta(lines) -output_text.delta",
  "data-cut": "text: +output_text.delta numbers:0,1,2,3,none,4,5,6,7,8,9,10",
  "data-twice": "text: +output_text.delta numbers:0,1,2,3,4,4,5,6,7,8,9,10",
  "data-array": "text: +output_text.delta numbers:0,1,2,3,4,4,5,6,7,8,9,10",
  "type-missing": "text: +output_text.delta numbers:0,1,2,3,4,4,5,6,7,8,9,10",
  "bytes-not-utf8": "text: output_text.delta(/x_note)",
  "chat-chunks": 'text: +data: {"id":"chatcmp numbers:0,1,none,2,3,4,5,6,7,8,9,10',
  "tools-ignored":
    "forced: created(/response/tool_choice,/response/tools/0) in_progress(/response/tool_choice,/response/tools/0) output_item.added(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) -function_call_arguments.delta -function_call_arguments.done output_item.done(/item/id,/item/call_id,/item/name,/item/type,/item/arguments,/item/role,...) completed(/response/output/0/id,/response/output/0/call_id,/response/output/0/name,/response/output/0/type,/response/output/0/arguments,/response/output/0/role,...) +content_part.added +output_text.delta +output_text.done +content_part.done",
  "structured-lost":
    "structured: -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done completed(/response/output/0)",
  "encrypted-content-readable":
    "encrypted: output_item.done(/item/encrypted_content) completed(/response/output/0/encrypted_content)",
  "message-lost": "text: -output_item.done completed(/response/output/0)",
  "nulls-left-out":
    "text: created(/response/completed_at,/response/error,/response/incomplete_details,/response/usage,/response/instructions,/response/max_output_tokens,...) in_progress(/response/completed_at,/response/error,/response/incomplete_details,/response/usage,/response/instructions,/response/max_output_tokens,...) completed(/response/error,/response/incomplete_details,/response/instructions,/response/max_output_tokens,/response/max_tool_calls,/response/previous_response_id,...)",
  "response-without-tools":
    "text: created(/response/tools) in_progress(/response/tools) completed(/response/tools)",
  "response-object-wrong":
    "text: created(/response/object) in_progress(/response/object) completed(/response/object)",
  "parallel-calls-null":
    "text: created(/response/parallel_tool_calls) in_progress(/response/parallel_tool_calls) completed(/response/parallel_tool_calls)",
  "annotations-null":
    "text: output_item.done(/item/content/0/annotations) completed(/response/output/0/content/0/annotations)",
  "message-without-role":
    "text: output_item.added(/item/role) output_item.done(/item/role) completed(/response/output/0/role)",
  "created-at-milliseconds":
    "text: created(/response/created_at) in_progress(/response/created_at) completed(/response/created_at,/response/completed_at)",
  "created-at-fraction":
    "text: created(/response/created_at) in_progress(/response/created_at) completed(/response/created_at,/response/completed_at)",
  "list-object-missing": "items: /object",
  "input-tokens-zero": "tokens: /input_tokens",
  "compaction-object-wrong": "compact: /object",
  "unknown-event": "text: +thinking.tick",
  "delta-is-object": "text: output_text.delta(/delta)",
  "content-index-missing": "text: output_text.delta(/content_index)",
  "response-not-an-object": "text: created(/response) in_progress(/response)",
  "echo-instructions-lost":
    "fields: created(/response/instructions) in_progress(/response/instructions) completed(/response/instructions)",
  "echo-temperature-lost":
    "fields: created(/response/temperature) in_progress(/response/temperature) completed(/response/temperature)",
  "echo-metadata-lost":
    "fields: created(/response/metadata/a) in_progress(/response/metadata/a) completed(/response/metadata/a)",
  "echo-tools-lost":
    "call: created(/response/tools/0) in_progress(/response/tools/0) completed(/response/tools/0)",
  "echo-max-output-tokens-lost":
    "incomplete: created(/response/max_output_tokens) in_progress(/response/max_output_tokens) incomplete(/response/max_output_tokens)",
  "echo-previous-response-id-lost": "chain: /previous_response_id",
  "echo-store-lost":
    "fields: created(/response/store) in_progress(/response/store) completed(/response/store)",
  ...expectedBeyondStreams,
  ...expectedOfAsync,
};
