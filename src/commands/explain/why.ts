/** Why the rules of a family matter to those who write clients: what goes wrong for them when one is broken. */
const whys: Record<string, string> = {
  http: "Status and headers are what a client decides by before it reads a byte: a wrong one sends it down the wrong path, an open connection keeps it waiting.",
  sse: "Clients drop what is not framed as the event stream format asks, mostly without a word: the event is sent, and nobody sees it.",
  sequence:
    "The number is the only way for a client to notice a lost event, and to resume a stream where it broke off.",
  lifecycle:
    "Clients drive a state machine by these events. One that is missing, late or twice leaves a spinner turning, or ends a turn that is still going on.",
  item: "Clients key everything they build by item id and output_index. When those change or come unannounced, text lands in the wrong place or is lost.",
  part: "Clients open a buffer when a part is added and close it when it is done: a delta without its part has no buffer to go to.",
  text: "What a user sees is the sum of the deltas, what is stored is the done value. When they differ, two readers of one answer read two texts.",
  call: "Clients run tools with the arguments they collected. A wrong byte, name or call_id runs the wrong thing, or nothing at all.",
  usage:
    "Bills, quotas and context budgets are computed from it. It comes once, at the end; anything else is counted twice or not at all.",
  reasoning:
    "SDKs know these events by name: under another name the reasoning is invisible to them.",
  schema:
    "Typed clients parse into these shapes. A missing or wrongly typed field is an exception in someone's program.",
  echo: "What comes back tells a client what really was applied: a setting that was dropped in silence shows only here.",
  structured:
    "Programs parse such an answer without a look. What is not JSON, or not of the schema, breaks them on the first try.",
  truncation:
    "A client that is told that a cut answer is whole shows half an answer, or runs half a program.",
  background:
    "Whoever cancels stops waiting and stops paying. A response that goes on all the same costs money nobody watches.",
  parity:
    "A client that streams today and does not tomorrow reads both answers with one type. A field of another kind in one of them breaks it there only.",
  websocket:
    "Several turns share one connection. A client that cannot tell whose event it reads, or that a turn has failed, waits for ever or mixes answers.",
  state:
    "Whoever continues, reloads or replays a conversation relies on the stored response being the one that was streamed.",
};

/** Why a rule matters, told for its family. Undefined for a family that nothing was written about. */
export function whyItMatters(rule: string): string | undefined {
  const family = rule.split("/", 1)[0] ?? rule;
  return Object.hasOwn(whys, family) ? whys[family] : undefined;
}
