/** How the faults of async tools and of compaction show. */
export const expectedOfAsync: Record<string, string> = {
  "async-not-repeated":
    "async call: created(/response/tools/0/async) in_progress(/response/tools/0/async) completed(/response/tools/0/async)",
  "async-output-demanded": "async, unanswered: status:200>400 another-body",
  "async-output-too-late":
    "async, late: /output/0/content/0/text /usage/input_tokens /usage/output_tokens /usage/total_tokens",
  "output-by-name-refused": "async, by name: status:200>400 another-body",
  "compaction-trigger-ignored":
    "trigger: created(/response/id) in_progress(/response/id) output_item.added(/item/id,/item/type,/item/encrypted_content,/item/role,/item/status,/item/content) -compaction.compacting output_item.done(/item/id,/item/type,/item/encrypted_content,/item/role,/item/status,/item/content) completed(/response/id,/response/output/0/id,/response/output/0/type,/response/output/0/encrypted_content,/response/output/0/role,/response/output/0/status,...) +content_part.added +output_text.delta +output_text.done +content_part.done",
  "compaction-without-items": "compact: /output/0",
  "compaction-item-without-id":
    "trigger: output_item.added(/item/id) output_item.done(/item/id) completed(/response/output/0/id)",
  "compaction-without-item-id": "compact: /output/0/id",
  "compaction-without-usage": "compact: /usage",
  "compacting-another-item": "trigger: compaction.compacting(/item_id)",
  "compacting-after-the-end": "trigger: +compaction.compacting",
  "compaction-trigger-refused":
    "trigger: status:200>400 type:text/event-stream>application/json body",
  "compaction-trigger-anywhere": "trigger, not last: status:400>200 another-body",
  "compaction-not-chained": "trigger, chained: status:200>400 another-body",
  "background-frozen":
    "background, ended: /status /completed_at /output/0 /usage /status /completed_at /output/0 /usage",
  "cache-mode-not-applied": "cache: /prompt_cache_options/mode",
  "cache-comparison-mixed-up": "cache, compared: /prompt_cache_options/comparison_response_id",
  "cache-options-refused": "cache: status:200>400 another-body",
  "cache-comparison-refused": "cache, compared: status:200>400 another-body",
  "cache-options-text-accepted": "cache, text: status:400>200 another-body",
  "background-options-refused": "options: status:200>400 another-body",
  "background-options-text-accepted": "options, text: status:400>200 another-body",
  "background-window-in-foreground": "window: status:400>200 another-body",
  "background-window-streamed":
    "window, streamed: status:400>200 type:application/json>text/event-stream body",
};
