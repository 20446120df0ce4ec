import type { JsonObject } from "../../src/json/json.ts";
import type { AnswerPlan, ItemPlan, PartPlan } from "./answers.ts";

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

/** An item as its events tell it: what opens it, what comes between, what closes it. */
interface Told {
  start: JsonObject;
  body: Payload[];
  end: JsonObject;
}

/** Cuts a text between characters. */
function sliced(text: string, cuts: readonly number[]): string[] {
  const characters = [...text];
  const places = [...new Set(cuts.filter((at) => at < characters.length))].toSorted(
    (a, b) => a - b,
  );
  const ends = [...places, characters.length];
  return ends.map((to, index) => characters.slice(ends[index - 1] ?? 0, to).join(""));
}

const citation = (index: number): JsonObject => ({
  type: "url_citation",
  url: `https://example.com/${index}`,
  title: `Page ${index}`,
  start_index: index,
  end_index: index + 1,
});
const chance = (token: string): JsonObject => ({
  token,
  logprob: -0.5,
  bytes: [...Buffer.from(token)],
  top_logprobs: [],
});

function tellPart(plan: PartPlan, content_index: number): { body: Payload[]; part: JsonObject } {
  const { kind, deltas } = plan;
  const at = { content_index };
  const text = deltas.join("");
  if (kind === "refusal") {
    const part = { type: kind, refusal: text };
    return {
      part,
      body: [
        { type: "response.content_part.added", ...at, part: { type: kind, refusal: "" } },
        ...deltas.map((delta) => ({ type: "response.refusal.delta", ...at, delta })),
        { type: "response.refusal.done", ...at, refusal: text },
        { type: "response.content_part.done", ...at, part },
      ],
    };
  }
  const chances = (list: string[]): JsonObject[] => (plan.logprobs ? list.map(chance) : []);
  const annotations = Array.from({ length: plan.annotations }, (_, index) => citation(index));
  const empty = { type: kind, text: "", annotations: [], logprobs: [] };
  const part = { type: kind, text, annotations, logprobs: chances(deltas) };
  return {
    part,
    body: [
      { type: "response.content_part.added", ...at, part: empty },
      ...deltas.map((delta) => ({
        type: "response.output_text.delta",
        ...at,
        delta,
        logprobs: chances([delta]),
      })),
      ...annotations.map((annotation, annotation_index) => ({
        type: "response.output_text.annotation.added",
        ...at,
        annotation_index,
        annotation,
      })),
      { type: "response.output_text.done", ...at, text, logprobs: chances(deltas) },
      { type: "response.content_part.done", ...at, part },
    ],
  };
}

function tellReasoning(plan: ItemPlan & { kind: "reasoning" }, dialect: Dialect): Told {
  const raw = dialect === "openai" ? "reasoning_text" : "reasoning";
  const tell = (
    deltas: string[],
    at: JsonObject,
    [partName, textName, type]: [string, string, string],
  ): { body: Payload[]; part: JsonObject } => {
    const text = deltas.join("");
    return {
      part: { type, text },
      body: [
        { type: `response.${partName}.added`, ...at, part: { type, text: "" } },
        ...deltas.map((delta) => ({ type: `response.${textName}.delta`, ...at, delta })),
        { type: `response.${textName}.done`, ...at, text },
        { type: `response.${partName}.done`, ...at, part: { type, text } },
      ],
    };
  };
  const summaries = plan.summaries.map((deltas, summary_index) =>
    tell(deltas, { summary_index }, [
      "reasoning_summary_part",
      "reasoning_summary_text",
      "summary_text",
    ]),
  );
  const contents = plan.raw.map((deltas, content_index) =>
    tell(deltas, { content_index }, ["content_part", raw, "reasoning_text"]),
  );
  const base = { type: "reasoning" };
  return {
    start: { ...base, status: "in_progress", summary: [] },
    body: [...summaries, ...contents].flatMap(({ body }) => body),
    end: {
      ...base,
      status: "completed",
      summary: summaries.map(({ part }) => part),
      ...(contents.length > 0 ? { content: contents.map(({ part }) => part) } : {}),
      ...(plan.encrypted ? { encrypted_content: "gAAAAA" } : {}),
    },
  };
}

/** An item whose whole text is one field of its own, told by the events of a family. */
function tellField(base: JsonObject, field: string, event: string, deltas: string[]): Told {
  const text = deltas.join("");
  return {
    start: { ...base, status: "in_progress", [field]: "" },
    body: [
      ...deltas.map((delta) => ({ type: `response.${event}.delta`, delta })),
      { type: `response.${event}.done`, [field]: text },
    ],
    end: { ...base, status: "completed", [field]: text },
  };
}

function tellItem(plan: ItemPlan, tag: string, dialect: Dialect): Told {
  const steps = (prefix: string, ...names: string[]): Payload[] =>
    names.map((name) => ({ type: `response.${prefix}.${name}` }));
  switch (plan.kind) {
    case "message": {
      const base = { type: "message", role: "assistant" };
      const parts = plan.parts.map(tellPart);
      return {
        start: { ...base, status: "in_progress", content: [] },
        body: parts.flatMap(({ body }) => body),
        end: { ...base, status: "completed", content: parts.map(({ part }) => part) },
      };
    }
    case "function":
      return tellField(
        { type: "function_call", name: plan.name, call_id: `call_${tag}` },
        "arguments",
        "function_call_arguments",
        sliced(JSON.stringify(plan.args), plan.cuts),
      );
    case "custom":
      return tellField(
        { type: "custom_tool_call", name: plan.name, call_id: `call_${tag}` },
        "input",
        "custom_tool_call_input",
        plan.deltas,
      );
    case "reasoning":
      return tellReasoning(plan, dialect);
    case "vendor":
      return {
        start: { type: "acme:step", status: "in_progress" },
        body: Array.from({ length: plan.events }, () => ({ type: "acme:step.progress" })),
        end: { type: "acme:step", status: "completed", found: 3 },
      };
    case "mcp": {
      const base = { type: "mcp_call", server_label: "docs", name: "find", error: null };
      const told = tellField(
        base,
        "arguments",
        "mcp_call_arguments",
        sliced(JSON.stringify(plan.args), plan.cuts),
      );
      const [start, finish] = [steps("mcp_call", "in_progress"), steps("mcp_call", "completed")];
      return {
        start: { ...told.start, output: null },
        body: [...start, ...told.body, ...finish],
        end: { ...told.end, output: "found" },
      };
    }
    case "code": {
      const base = { type: "code_interpreter_call", container_id: "cntr_1", outputs: [] };
      const told = tellField(base, "code", "code_interpreter_call_code", plan.deltas);
      const name = "code_interpreter_call";
      return {
        ...told,
        body: [
          ...steps(name, "in_progress"),
          ...told.body,
          ...steps(name, "interpreting", "completed"),
        ],
      };
    }
    case "search": {
      const action = { type: "search", query: "weather" };
      return {
        start: { type: "web_search_call", status: "in_progress" },
        body: steps("web_search_call", "in_progress", "searching", "completed"),
        end: { type: "web_search_call", status: "completed", action },
      };
    }
  }
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
