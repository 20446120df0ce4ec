import type { BaseDialect } from "../../dialect/dialect.ts";

/** Events that OpenAI sends without describing them; its document has 58 others. */
export const UNDOCUMENTED = new Set([
  "keepalive",
  "response.apply_patch_call_operation_diff.delta",
  "response.apply_patch_call_operation_diff.done",
]);

/**
 * Events with a word from a list in them, themselves or in what they carry. In all others the one fixed word is their
 * type: there the type is made another one, which is told as an unknown event.
 */
export const WITH_ENUM: Record<BaseDialect, RegExp> = {
  openai:
    /^response\.(created|queued|in_progress|completed|incomplete|failed|output_item\.(added|done)|reasoning_summary_part\.done|steer\.failed)$/,
  // A part may be an image here, which has one of three levels of detail.
  openresponses:
    /^response\.(created|queued|in_progress|completed|incomplete|failed|(output_item|content_part|reasoning_summary_part)\.(added|done))$/,
};
