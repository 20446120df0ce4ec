import type { JsonObject } from "../../src/json/json.ts";
import type { ItemPlan, PartPlan } from "./answers.ts";
import type { Payload } from "./tell.ts";

type Dialect = "openresponses" | "openai";

/** An item as its events tell it: what opens it, what comes between, what closes it. */
export interface Told {
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

/** The events of several parts, one after the other or in turns. */
function joined(parts: readonly { body: Payload[] }[], weave: boolean): Payload[] {
  if (!weave) return parts.flatMap(({ body }) => body);
  const longest = Math.max(0, ...parts.map(({ body }) => body.length));
  return Array.from({ length: longest }, (_, turn) =>
    parts.flatMap(({ body }) => body[turn] ?? []),
  ).flat();
}

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

function tellThought(
  deltas: string[],
  at: JsonObject,
  [partName, textName, type]: [string, string, string],
): { body: Payload[]; part: JsonObject } {
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
}

function tellReasoning(plan: ItemPlan & { kind: "reasoning" }, dialect: Dialect): Told {
  const raw = dialect === "openai" ? "reasoning_text" : "reasoning";
  const summaries = plan.summaries.map((deltas, summary_index) =>
    tellThought(deltas, { summary_index }, [
      "reasoning_summary_part",
      "reasoning_summary_text",
      "summary_text",
    ]),
  );
  const contents = plan.raw.map((deltas, content_index) =>
    tellThought(deltas, { content_index }, ["content_part", raw, "reasoning_text"]),
  );
  const base = { type: "reasoning" };
  return {
    start: { ...base, status: "in_progress", summary: [] },
    body: joined([...summaries, ...contents], plan.weave),
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

const steps = (prefix: string, ...names: string[]): Payload[] =>
  names.map((name) => ({ type: `response.${prefix}.${name}` }));

/** The events of one item, without its place and id. */
export function tellItem(plan: ItemPlan, tag: string, dialect: Dialect): Told {
  switch (plan.kind) {
    case "message": {
      const base = { type: "message", role: "assistant" };
      const parts = plan.parts.map(tellPart);
      return {
        start: { ...base, status: "in_progress", content: [] },
        body: joined(parts, plan.weave),
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
