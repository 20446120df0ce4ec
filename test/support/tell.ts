import type { JsonObject } from "../../src/json/json.ts";
import type { AnswerPlan } from "./answers.ts";
import { tellItem, type Told } from "./tell-items.ts";

type Dialect = "openresponses" | "openai";
export type Payload = JsonObject & { type: string };

const createdAt = 1_767_225_600;
const parameters = { type: "object", properties: {}, additionalProperties: true };

/** The tools that generated answers call. */
export function toolsOf(dialect: Dialect): JsonObject[] {
  const functions = ["look", "get_weather", "run-it"].map((name) => ({
    type: "function",
    name,
    description: null,
    parameters,
    strict: false,
  }));
  if (dialect === "openresponses") return functions;
  return [
    ...functions,
    { type: "custom", name: "write", description: "Writes.", format: { type: "text" } },
    { type: "web_search" },
    { type: "code_interpreter", container: "cntr_1" },
    { type: "mcp", server_label: "docs", server_url: "https://mcp.example/" },
  ];
}

/** The items' events, merged as the turns say; output_index follows the order in which they are added. */
function merged(
  told: readonly Told[],
  plan: AnswerPlan,
): { events: Payload[]; output: JsonObject[] } {
  const events: Payload[] = [];
  const output: JsonObject[] = [];
  const queues = told.map(({ start, body, end }) => ({ start, end, body: [...body], index: -1 }));
  const cutLast = isCut(plan, told.at(-1)?.end);
  const turns = [...plan.turns];
  for (let open = [...queues]; open.length > 0;) {
    // An incomplete item is the last one: it waits for the others.
    const ready = cutLast && open.length > 1 ? open.slice(0, -1) : open;
    const queue = ready[(turns.shift() ?? 0) % ready.length];
    if (queue === undefined) break;
    const { start, end, body } = queue;
    const item_id = start["id"];
    if (queue.index < 0) {
      queue.index = output.length;
      output.push(end);
      const output_index = queue.index;
      events.push({ type: "response.output_item.added", output_index, item: start });
      continue;
    }
    const place = { item_id, output_index: queue.index };
    const next = body.shift();
    if (next) events.push({ ...next, ...place });
    else {
      events.push({ type: "response.output_item.done", output_index: queue.index, item: end });
      open = open.filter((other) => other !== queue);
    }
  }
  return { events, output };
}

/** Items that the token limit can cut in the middle. */
const cuttable = new Set(["message", "function_call", "custom_tool_call"]);
const isCut = (plan: AnswerPlan, last: JsonObject | undefined): boolean =>
  plan.incomplete && plan.cutItem && cuttable.has(String(last?.["type"]));

/** All events of a generated answer, as a conforming server of the dialect would send them. */
export function tell(plan: AnswerPlan, dialect: Dialect): Payload[] {
  const items = plan.items.map((item, index): Told => {
    const tag = `${item.kind}_${index}`;
    const { start, body, end } = tellItem(item, tag, dialect);
    const status = index === plan.items.length - 1 && isCut(plan, end) ? "incomplete" : "completed";
    return { start: { id: tag, ...start }, body, end: { id: tag, ...end, status } };
  });
  const { events, output } = merged(items, plan);
  const response = responseOf(plan, dialect, output);
  const queued = plan.opening !== "in_progress";
  const opening: Payload[] = [
    {
      type: "response.created",
      response: response(plan.opening === "created-queued" ? "queued" : "in_progress"),
    },
    ...(queued ? [{ type: "response.queued", response: response("queued") }] : []),
    { type: "response.in_progress", response: response("in_progress") },
  ];
  const status = plan.incomplete ? "incomplete" : "completed";
  const told: Payload[] = [...opening, ...events];
  for (const at of plan.extras) {
    const type = dialect === "openai" && at % 2 === 0 ? "keepalive" : "acme:trace";
    told.splice(1 + (at % told.length), 0, { type });
  }
  told.push({ type: `response.${status}`, response: response(status) });
  return told.map((event, sequence_number) => {
    const padded = plan.obfuscate && /_text\.delta$|arguments\.delta$/.test(event.type);
    return {
      ...structuredClone(event),
      ...(padded ? { obfuscation: "xYz" } : {}),
      sequence_number,
    };
  });
}

function responseOf(
  plan: AnswerPlan,
  dialect: Dialect,
  output: JsonObject[],
): (status: string) => JsonObject {
  const { input, cached, output: written, reasoning } = plan.usage;
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: written,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + written,
  };
  // The answer that ends between two items was stopped for another reason, or its last item would be cut.
  const reason =
    output.at(-1)?.["status"] === "incomplete" ? "max_output_tokens" : "content_filter";
  return (status) => {
    const over = status === "completed" || status === "incomplete";
    return {
      id: "resp_1",
      object: "response",
      created_at: createdAt,
      completed_at: status === "completed" ? createdAt + 3 : null,
      status,
      background: false,
      error: null,
      incomplete_details: status === "incomplete" ? { reason } : null,
      instructions: null,
      max_output_tokens: null,
      max_tool_calls: null,
      model: "m",
      output: over ? output : [],
      parallel_tool_calls: true,
      presence_penalty: 0,
      frequency_penalty: 0,
      previous_response_id: null,
      prompt_cache_key: null,
      reasoning: { effort: null, summary: null },
      safety_identifier: null,
      service_tier: "default",
      store: true,
      temperature: 1,
      text: { format: { type: "text" } },
      tool_choice: "auto",
      tools: toolsOf(dialect),
      top_logprobs: 0,
      top_p: 1,
      truncation: "disabled",
      usage: over ? usage : null,
      metadata: {},
    };
  };
}

/** The same answer, broken off before event `at`: an error event where wanted, then response.failed. */
export function broken(events: readonly Payload[], at: number, announced: boolean): Payload[] {
  const begun = events.findIndex(({ type }) => type === "response.in_progress") + 1;
  const kept = events.slice(0, Math.min(begun + at, events.length - 1));
  const message = "The model broke down.";
  const error = { type: "server_error", code: "server_error", message, param: null };
  const response = {
    ...(events.at(-1)?.["response"] as JsonObject),
    status: "failed",
    completed_at: null,
    incomplete_details: null,
    error: { code: "server_error", message },
    output: [],
    usage: null,
  };
  return [
    ...kept,
    ...(announced ? [{ type: "error", error }] : []),
    { type: "response.failed", response },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
}
