import { arrayAt, stringAt } from "../../src/json/json.ts";
import { resolvePointer } from "../../src/json/pointer.ts";
import type { Mutation } from "./mutate.ts";
import type { Payload } from "./tell.ts";

type Dialect = "openresponses" | "openai";

const isForeign = ({ type }: Payload): boolean => type === "keepalive" || type.startsWith("acme:");
/** Events that say how far a hosted tool is: no requirement speaks of them. */
const isProgress = (type: string): boolean =>
  /^response\.(web_search_call|mcp_call|code_interpreter_call)\.\w+$/.test(type);
const isDelta = (type: string): boolean => type.endsWith(".delta");
const isEmptyDelta = (event: Payload): boolean => isDelta(event.type) && event["delta"] === "";
/** Without any code there need be no end of it. */
const isEmptyCode = ({ type, code }: Payload): boolean =>
  type === "response.code_interpreter_call_code.done" && code === "";
const sameField = (one: Payload, other: Payload, field: string): boolean =>
  one[field] === other[field];

/** Settings of the response: one that was null may be filled in later, and `openai` lets most of them out. */
const setting =
  /^\/response\/(background|frequency_penalty|max_output_tokens|max_tool_calls|parallel_tool_calls|presence_penalty|prompt_cache_key|reasoning|safety_identifier|service_tier|store|temperature|text|tool_choice|top_logprobs|top_p|truncation)(\/\w+)?$/;

/** Two neighbours that may stand in either order. */
function mayTrade(event: Payload, next: Payload): boolean {
  const [a, b] = [event.type, next.type];
  if (isForeign(event) || isForeign(next) || isProgress(a) || isProgress(b)) return true;
  // Nothing says how the events of different items, or of different parts of one, are to be mixed.
  if (!("output_index" in event) || !("output_index" in next)) return false;
  if (!sameField(event, next, "output_index")) return true;
  const inParts = [event, next].every((one) => "content_index" in one || "summary_index" in one);
  if (
    inParts &&
    !(sameField(event, next, "content_index") && sameField(event, next, "summary_index"))
  )
    return true;
  const pair = [a, b].toSorted().join(" ");
  // Annotations may come at any time while their part is open.
  if (/annotation\.added response\.output_text\.(delta|done)$/.test(pair)) return true;
  if (isDelta(a) && a === b) {
    const numberless = (one: Payload): string => JSON.stringify({ ...one, sequence_number: 0 });
    if (numberless(event) === numberless(next)) return true;
    const [first, second] = [String(event["delta"]), String(next["delta"])];
    const chances = (one: Payload): number => arrayAt(one, "logprobs")?.length ?? 0;
    return first + second === second + first && chances(event) + chances(next) === 0;
  }
  return false;
}

/** True for a change of whole events that leaves the stream legal. */
function keepsOrder({ kind, event, next }: Mutation): boolean {
  if (kind === "swap") return next !== undefined && mayTrade(event, next);
  // Without its beginning a recording goes on from another; without any event there is nothing to judge.
  const first = event.type === "response.created";
  if (kind === "lose" || kind === "stop") return first;
  if (kind === "resend") return false;
  if (isForeign(event) || isProgress(event.type)) return true;
  if (isEmptyDelta(event)) return true;
  if (kind === "drop" && isEmptyCode(event)) return true;
  return kind === "drop" && event.type === "response.queued";
}

/** True for a change of a value that leaves the stream legal, or that no requirement speaks of. */
function keepsMeaning(
  { kind, event, pointer, before, after }: Mutation,
  dialect: Dialect,
): boolean {
  if (pointer === "/sequence_number") return false;
  if (isForeign(event)) return true;
  // Nothing is added to whichever part it is for.
  if (isEmptyDelta(event) && /^\/(summary|content)_index$/.test(pointer)) return true;
  if (/\/(obfuscation|encrypted_content)$/.test(pointer)) return true;
  if (pointer === "/type" && dialect === "openai" && kind === "alter")
    return (
      isProgress(event.type) ||
      isEmptyDelta(event) ||
      isEmptyCode(event) ||
      event.type === "response.queued"
    );
  if (setting.test(pointer)) {
    if (before === null || kind === "null" || pointer === "/response/service_tier") return true;
    if (kind === "remove" && dialect === "openai") return true;
  }
  if (pointer === "/response/completed_at" && kind === "alter" && before !== null) return true;
  if (/\/usage\/\w+_details\/\w+$/.test(pointer) && kind === "alter") return true;
  if (/\/logprobs\/\d+\/(bytes|top_logprobs)\b/.test(pointer)) return true;
  // A done event need not repeat the log probabilities of its deltas.
  const gone = kind === "remove" || (Array.isArray(after) && after.length === 0);
  if (pointer === "/logprobs" && gone)
    return !isDelta(event.type) || (Array.isArray(before) && before.length === 0);
  if (pointer === "/logprobs/0" && kind === "remove" && arrayAt(event, "logprobs")?.length === 1)
    return !isDelta(event.type);
  // Those of the part and of the item may differ from what was streamed.
  if (/\/(part|content\/\d+)\/logprobs\b/.test(pointer)) return true;
  if (dialect !== "openai") return kind === "alter" && pointer.endsWith("_details/reason");
  // OpenAI's servers leave out what is null.
  if (kind === "remove" && (before === null || pointer === "/response/completed_at")) return true;
  if (pointer.startsWith("/response/text")) return kind === "remove" || kind === "alter";
  // A router names the model that it chose at the end.
  if (pointer === "/response/model" && kind === "alter")
    return /^response\.(completed|incomplete|failed)$/.test(event.type);
  // Of hosted tools only the texts and what names them is required to hold together.
  const hosted = /^(mcp|code_interpreter|web_search)_call$/;
  const [place = "", field = ""] =
    /^(\/item|\/response\/output\/\d+)\/(\w+)/.exec(pointer)?.slice(1) ?? [];
  const type = stringAt(resolvePointer(event, place), "type") ?? "";
  // Its reasoning items have no status.
  if (type === "reasoning" && field === "status") return kind === "remove" || kind === "null";
  // Nothing is asked of an item whose type it does not describe.
  if (type.startsWith("acme:")) return field !== "type";
  return (
    hosted.test(type) ||
    /\/output\/\d+\/(outputs|status|action|error|output|container_id|server_label)\b/.test(pointer)
  );
}

/** True for a change that a judge must be silent on, or may be. */
export function isHarmless(mutation: Mutation, dialect: Dialect): boolean {
  return mutation.pointer === "" ? keepsOrder(mutation) : keepsMeaning(mutation, dialect);
}
