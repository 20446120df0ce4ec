/** As in test-expected.ts: how faults show of what is stored, runs in the background, is refused or goes over WebSocket. */
export const expectedBeyondStreams: Record<string, string> = {
  "retrieve-differs": "retrieve: /output/0/content/0/text",
  "retrieve-loses-usage": "retrieve: /usage",
  "retrieve-loses-metadata": "stored metadata: /metadata/a",
  "streamed-not-stored": "retrieve: status:200>404 another-body",
  "replay-recut": "replay: output_text.delta(/delta) -output_text.delta",
  "replay-renumbered": "replay: numbers:from 100",
  "replay-only-terminal":
    "replay: -created -in_progress -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done numbers:from 12",
  "replay-new-item-ids":
    "replay: output_item.added(/item/id) content_part.added(/item_id) output_text.delta(/item_id) output_text.done(/item_id) content_part.done(/item_id) output_item.done(/item/id) completed(/response/output/0/id) output_text.delta(/item_id) output_text.done(/item_id) content_part.done(/item_id) output_item.done(/item/id) completed(/response/output/0/id)",
  "starting-after-inclusive": "replay: +output_text.delta numbers:from 6",
  "starting-after-ignored":
    "replay: +created +in_progress +output_item.added +content_part.added +output_text.delta numbers:from 0",
  "store-false-kept": "unstored: status:404>200 another-body",
  "chain-forgets":
    "chain: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "chain-inherits-instructions":
    "chain: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "chain-unknown-accepted": "unknown previous: status:400>200 another-body",
  "not-found-as-null": "unstored: status:404>200 /error",
  "delete-keeps": "delete: status:404>200 another-body",
  "delete-not-confirmed": "delete: /deleted",
  "input-items-reversed":
    "items: /data/0/id /data/0/content/0/text /data/1/id /data/1/content/0/text /first_id /last_id",
  "input-items-without-ids": "items: /data/0/id /data/1/id",
  "input-items-never-more": "items: /has_more",
  "cancel-ignored": "cancel: /status",
  "cancel-foreground-accepted": "cancel foreground: status:400>200 another-body",
  "status-201": "text: status:200>201",
  "json-answer-unfinished": "json: /status /completed_at /output/0 /usage",
  "stream-content-type-json": "text: type:text/event-stream>application/json",
  "json-content-type-text": "json: type:application/json>text/plain",
  "error-status-200": "unstored: status:404>200",
  "error-status-500": "unstored: status:404>500",
  "error-body-html": "unstored: type:application/json>text/html body",
  "error-body-flat": "unstored: /error /detail",
  "error-body-text": "unstored: /error",
  "error-in-stream":
    "wrong type, streamed: status:400>200 type:application/json>text/event-stream body",
  "auth-open": "no key: status:401>200 another-body",
  "missing-input-accepted": "no input: status:400>200 another-body",
  "wrong-types-accepted": "wrong type: status:400>200 another-body",
  "unknown-role-accepted": "wrong role: status:400>200 another-body",
  "unknown-model-accepted": "wrong model: status:404>200 another-body",
  "unknown-tool-choice-accepted": "wrong choice: status:400>200 another-body",
  "developer-role-refused": "developer: status:200>400 another-body",
  "custom-grammar-ignored":
    "grammar: custom_tool_call_input.delta(/delta) custom_tool_call_input.done(/input) output_item.done(/item/input) completed(/response/output/0/input,/response/usage/output_tokens,/response/usage/total_tokens) +custom_tool_call_input.delta",
  "custom-output-ignored":
    "custom output: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "tool-output-parts-ignored":
    "output parts: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "tool-output-empty-refused": "empty output: status:200>400 another-body",
  "tool-output-first-only":
    "round trip: /output/0/content/0/text /usage/output_tokens /usage/total_tokens",
  "calls-side-by-side-refused": "side by side: status:200>400 another-body",
  "tools-beyond-sixteen-refused": "many tools: status:200>400 another-body",
  "allowed-tools-ignored":
    "allowed: output_item.added(/item/name) function_call_arguments.done(/name) output_item.done(/item/name) completed(/response/output/0/name)",
  "tool-choice-name-ignored":
    "named: output_item.added(/item/name) function_call_arguments.done(/name) output_item.done(/item/name) completed(/response/output/0/name)",
  "arguments-beyond-bmp-lost":
    "label: function_call_arguments.delta(/delta) -function_call_arguments.delta function_call_arguments.done(/arguments) output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "arguments-nested-extra":
    "label: function_call_arguments.delta(/delta) -function_call_arguments.delta function_call_arguments.done(/arguments) output_item.done(/item/arguments) completed(/response/output/0/arguments)",
  "structured-unicode-lost":
    "nested format: output_text.delta(/delta) output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text)",
  "structured-nested-ignored":
    "nested format: -output_text.delta output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text,/response/usage/output_tokens,/response/usage/total_tokens)",
  "structured-definitions-ignored":
    "nested format: output_text.delta(/delta) output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text,/response/usage/output_tokens,/response/usage/total_tokens) +output_text.delta",
  "refusal-as-text":
    "refusal: content_part.added(/part/type,/part/refusal,/part/text,/part/annotations,/part/logprobs) -refusal.delta -refusal.done content_part.done(/part/type,/part/refusal,/part/text,/part/annotations,/part/logprobs) output_item.done(/item/content/0/type,/item/content/0/refusal,/item/content/0/text,/item/content/0/annotations,/item/content/0/logprobs) completed(/response/output/0/content/0/type,/response/output/0/content/0/refusal,/response/output/0/content/0/text,/response/output/0/content/0/annotations,/response/output/0/content/0/logprobs) +output_text.delta +output_text.done",
  "schema-nonsense-accepted": "wrong schema: status:400>200 another-body",
  "format-unknown-accepted": "wrong format: status:400>200 another-body",
  "encrypted-content-missing":
    "encrypted: output_item.done(/item/encrypted_content) completed(/response/output/0/encrypted_content)",
  "reasoning-input-refused": "reasoning again: status:200>400 another-body",
  "effort-high-refused": "high effort: status:200>400 another-body",
  "effort-unknown-accepted": "no effort: status:400>200 another-body",
  "starting-after-zero-ignored": "replay from 0: +created numbers:from 0",
  "starting-after-end-restarts":
    "replay from the end: +created +in_progress +output_item.added +content_part.added +output_text.delta +output_text.done +content_part.done +output_item.done +completed numbers:from 0",
  "replay-drops-reasoning": "reasoning replay: -reasoning_summary_text.delta",
  "replay-always-padded": "replay bare: output_text.delta(/obfuscation)",
  "obfuscation-missing": "two: output_text.delta(/obfuscation) output_text.delta(/obfuscation)",
  "chain-reversed": "codes: /output/0/content/0/text",
  "delete-of-nothing-confirmed": "delete unknown: status:404>200 /error /id /object /deleted",
  "input-items-always-more": "last page: /has_more",
  "input-items-page-repeats": "second page: /data/0/id /first_id",
  "unknown-item-accepted": "wrong item: status:400>200 another-body",
  "numbers-among-items-accepted": "number item: status:400>200 another-body",
  "unknown-part-accepted": "wrong part: status:400>200 another-body",
  "max-output-tokens-text-accepted": "wrong limit: status:400>200 another-body",
  "tools-unusable-accepted": "wrong tools: status:400>200 another-body",
  "tool-choice-unknown-accepted": "no such choice: status:400>200 another-body",
  "metadata-overlong-accepted": "much metadata: status:400>200 another-body",
  "content-type-ignored": "plain text: status:415>200 another-body",
  "background-hidden-while-running": "background: status:200>404 another-body",
  "background-starts-over": "background, ended: /status /completed_at /output/0 /usage",
  "background-result-changes": "background, ended: /output/0",
  "background-stream-unfinished": "in the background: -completed",
  "resume-skips-event": "background, streamed: -output_text.delta numbers:from 6",
  "resume-repeats-event": "background, streamed: +content_part.added numbers:from 4",
  "resume-does-not-wait":
    "background, resumed: -in_progress -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done -completed",
  "cancel-forgotten": "cancel twice: /status",
  "cancel-twice-refused": "cancel twice: status:200>400 another-body",
  "cancel-changes-finished": "background, ended: /status /completed_at",
  "background-dies-with-connection": "background, dropped: /status /completed_at /output/0 /usage",
  "json-answer-with-more": "json: /output_text",
  "stream-with-more": "text: completed(/response/timings)",
  "assistant-role-refused": "all roles: status:200>400 another-body",
  "image-without-detail-refused": "image: status:200>400 another-body",
  "file-before-text-refused": "file: status:200>400 another-body",
  "input-bytes-as-characters":
    "unicode: /output/0/content/0/text /usage/input_tokens /usage/total_tokens",
  "input-separators-as-blanks": "separators: /output/0/content/0/text",
  "input-normalized": "unicode: /output/0/content/0/text",
  "output-characters-lost":
    "text: output_text.delta(/delta) output_text.done(/text) content_part.done(/part/text) output_item.done(/item/content/0/text) completed(/response/output/0/content/0/text)",
  "call-output-bytes-as-characters": "call output: /output/0/content/0/text",
  "long-input-cut":
    "long: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "many-items-refused": "many: status:200>400 another-body",
  "item-reference-refused": "reference: status:200>400 another-body",
  "call-without-id-refused": "bare call: status:200>400 another-body",
  "escapes-refused": "beyond: status:200>400 another-body",
  "content-number-accepted": "content number: status:400>200 another-body",
  "output-without-call-accepted": "no call id: status:400>200 another-body",
  "image-without-source-accepted": "no image: status:400>200 another-body",
  "compaction-refused": "compacted: status:200>400 another-body /id /output/0/id",
  "compact-previous-refused":
    "compact stored: status:200>400 /id /object /created_at /output /usage /error",
  "compact-twice-refused":
    "compacted: status:200>400 /id /object /created_at /output /usage /error",
  "compact-anything":
    "compact unknown: status:400>200 /error /id /object /created_at /output /usage",
  "json-incomplete-without-details": "cut: /incomplete_details",
  "chain-incomplete-refused": "after the cut: status:200>400 another-body",
  "truncation-auto-refused": "auto: status:200>400 another-body",
  "truncation-unknown-accepted": "sometimes: status:400>200 another-body",
  "cut-call-as-completed": "cut call: /status /completed_at /incomplete_details /output/1/status",
  "search-completed-early": "hosted: web_search_call.searching()",
  "search-completed-missing": "hosted: -file_search_call.completed",
  "search-item-id-wrong":
    "hosted: web_search_call.in_progress(/item_id) web_search_call.searching(/item_id) web_search_call.completed(/item_id)",
  "interpreting-before-in-progress": "hosted: code_interpreter_call.interpreting()",
  "code-delta-lost": "hosted: -code_interpreter_call_code.delta",
  "partial-image-index-stuck": "hosted: image_generation_call.partial_image(/partial_image_index)",
  "tool-list-not-begun": "hosted: -mcp_list_tools.in_progress",
  "mcp-arguments-delta-lost": "hosted: -mcp_call_arguments.delta",
  "approval-id-changes": "approval: output_item.done(/item/id) completed(/response/output/1/id)",
  "shell-command-delta-lost": "hosted: -shell_call_command.delta",
  "shell-output-delta-lost": "hosted: -shell_call_output_content.delta",
  "patch-diff-differs":
    "hosted: output_item.done(/item/operation/diff) completed(/response/output/8/operation/diff)",
  "ws-binary": "ws turn: body",
  "ws-two-events": "ws turn: output_item.done(lines) -completed",
  "ws-turn-unfinished": "ws turn: -completed",
  "ws-done": "ws turn: +data: [DONE]",
  "ws-framed":
    "ws turn: created! in_progress! output_item.added! content_part.added! output_text.delta! output_text.done! content_part.done! output_item.done! completed! +",
  "ws-multiplexed":
    "ws turns at once: in_progress() output_item.added() content_part.added() output_text.delta() output_text.done() content_part.done() output_item.done() completed() numbers:0,0,1,1,2,2,3,3,4,4,5,5,6,6,7,7,8,8",
  "ws-forgets-last":
    "ws continued: -created -in_progress -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done -completed +error numbers:none",
  "ws-keeps-failed":
    "ws again after a failure: -error +created +in_progress +output_item.added +content_part.added +output_text.delta +output_text.done +content_part.done +output_item.done +completed numbers:from 0",
  "ws-shared-memory":
    "ws elsewhere: -error +created +in_progress +output_item.added +content_part.added +output_text.delta +output_text.done +content_part.done +output_item.done +completed numbers:from 0",
  "ws-error-without-status": "ws refused: error(/status)",
  "ws-error-without-code": "ws refused: error(/error/code)",
  "ws-previous-code-other": "ws elsewhere: error(/error/code)",
  "ws-refusal-silent": "ws refused: body",
  "ws-failure-silent": "ws failure: -error -failed",
  "ws-lane-unmarked": "ws lane: output_text.delta(/stream_id)",
  "ws-lane-of-last-request":
    "ws lane refused: output_text.delta(/stream_id) output_text.done(/stream_id) content_part.done(/stream_id) output_item.done(/stream_id) completed(/stream_id) numbers:0,1,2,3,none,4,5,6,7,8,9,10,11,12",
  "ws-lane-memory":
    "ws lane continued: -created -in_progress -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done -completed +error numbers:none",
  "ws-lane-refusal-ends-all":
    "ws lane refused: -output_text.delta -output_text.done -content_part.done -output_item.done -completed numbers:0,1,2,3,none",
  "ws-steer-without-successor":
    "ws steered: -created -in_progress -output_item.added -content_part.added -output_text.delta -output_text.done -content_part.done -output_item.done -completed numbers:from 0",
  "ws-steer-starts-anew":
    "ws steered: created(/response/previous_response_id) in_progress(/response/previous_response_id) completed(/response/usage/input_tokens,/response/usage/total_tokens,/response/previous_response_id)",
  "ws-steer-other-response": "ws steered: steer.accepted(/steer/previous_response_id)",
  "ws-steer-pending-early":
    "ws steered call: completed() numbers:0,1,2,3,4,5,6,7,8,9,10,11,12,14,13",
  "ws-steer-pending-missing": "ws steered call: -steer.pending",
  "ws-steer-unknown-code": "ws steer unknown: steer.failed(/error/code)",
  "ws-steer-ended-unanswered": "ws steer ended: -steer.failed",
  "ws-prewarm-input-lost":
    "ws prepared: created(/response/id,/response/previous_response_id) in_progress(/response/id,/response/previous_response_id) output_item.added(/item/id) content_part.added(/item_id) output_text.delta(/item_id,/delta,/obfuscation) output_text.done(/item_id,/text) content_part.done(/item_id,/part/text) output_item.done(/item/id,/item/content/0/text) completed(/response/id,/response/output/0/id,/response/output/0/content/0/text,/response/usage/input_tokens,/response/usage/output_tokens,/response/usage/total_tokens,...) +output_text.delta",
  "ws-prewarm-needs-input":
    "ws prepared without input: -created -in_progress -completed +error numbers:none",
};
