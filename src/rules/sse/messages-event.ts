/** Types of events of Anthropic's Messages API. Its `ping` and `error` are left out: others use those names, too. */
const types: ReadonlySet<string> = new Set([
  "message_start",
  "message_delta",
  "message_stop",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
]);

/** True for the type of an event of Anthropic's Messages API, which sse/no-chat-chunks reports. */
export const isMessagesEvent = (type: string): boolean => types.has(type);
