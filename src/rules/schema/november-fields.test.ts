import { describe, expect, it } from "vitest";
import { goodTape, judgeTape, judging } from "../../../test/support/judge.ts";
import { isObject, type Json, type JsonObject } from "../../json/json.ts";
import {
  chain,
  insertAfter,
  onBody,
  onEvents,
  patchRequest,
  setAt,
  type TapeEdit,
} from "../../tape/edits.ts";

/** A place for new fields: fields of the November revision with right values, and which of them may be null. */
interface Place {
  tape: string;
  /** The fields, each with a value of the right type: whatever is in them is broken in turn. */
  fields: JsonObject;
  /** Puts the fields, right or broken, where they belong. */
  put(fields: JsonObject): TapeEdit;
  /** Pointers within the fields at which null is right. */
  nullable?: string[];
  /** Pointers at which a value has another right type, too, or is no value of the place's own. */
  loose?: string[];
}

const inResponse = (fields: JsonObject): TapeEdit => onBody((body) => ({ ...body, ...fields }));
const withItem =
  (item: JsonObject, tool: JsonObject) =>
  (fields: JsonObject): TapeEdit =>
    chain(
      patchRequest({ tools: [tool] }),
      onBody((body) => ({
        ...body,
        tools: [tool],
        output: [{ status: "completed", ...item, ...fields }],
      })),
    );
const withTool =
  (tool: JsonObject, wrap = (one: JsonObject): JsonObject => one) =>
  (fields: JsonObject): TapeEdit =>
    onBody((body) => ({ ...body, tools: [wrap({ ...tool, ...fields })] }));
/** An item of a list of which nobody knows what was sent. */
const inList =
  (item: JsonObject) =>
  (fields: JsonObject): TapeEdit =>
    chain(
      patchRequest({ conversation: "conv_1" }),
      onBody(
        (body) => ({
          ...body,
          data: [{ ...item, ...fields }],
          first_id: item["id"] ?? null,
          last_id: item["id"] ?? null,
        }),
        1,
      ),
    );
const usage = {
  input_tokens: 9,
  input_tokens_details: {
    cached_tokens: 0,
    cache_write_tokens: 3,
    cache_write_tokens_details: { ttl_12h_tokens: 1, ttl_30m_tokens: 2 },
  },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 14,
  attribution: { items: {} },
};
const tokens = { image_tokens: 0, text_tokens: 1 };
const misalignment = {
  detailed_explanation: "It went astray.",
  error_type: "off_task",
  review_target: "output",
  steer: { message: "Go back." },
};
const steer = { id: "steer_1", previous_response_id: "resp_text" };
const weather = {
  type: "function",
  name: "get_weather",
  description: null,
  parameters: null,
  strict: null,
};
const answer = { id: "fco_1", type: "function_call_output", status: "completed", output: "Rain." };

const places: Record<string, Place> = {
  "a response": {
    tape: "plain",
    fields: {
      access_programs: { cyber: "standard" },
      image: { context_compression: "enabled" },
      input_transformations: [
        { id: "rs_1", type: "reasoning", action: "removed", reason: "turn_boundary" },
      ],
      prompt_cache_diagnostics: {
        type: "cache_miss",
        cache_missed_tokens: 5,
        reason: "tools_changed",
        comparison_reusable_tokens: 3,
      },
      prompt_cache_options: { mode: "implicit", ttl: "12h", comparison_response_id: "resp_0" },
      tool_usage: {
        image_gen: {
          input_tokens: 1,
          input_tokens_details: tokens,
          output_tokens: 1,
          output_tokens_details: tokens,
          total_tokens: 2,
          cached_tokens: 0,
          cached_tokens_details: { cached_image_tokens: 0, cached_text_tokens: 0 },
        },
        web_search: { num_requests: 1 },
      },
      max_tool_calls: 3,
      usage,
    },
    put: inResponse,
    nullable: [
      "/access_programs",
      "/prompt_cache_options/comparison_response_id",
      "/max_tool_calls",
    ],
  },
  "a response that ended early": {
    tape: "plain",
    fields: { incomplete_details: { reason: "max_messages" } },
    put: (fields) =>
      onBody((body) => ({ ...body, status: "incomplete", completed_at: null, ...fields })),
  },
  "a response that failed": {
    tape: "plain",
    fields: {
      error: { code: "server_error", message: "No.", misalignment, param: "input", type: "x" },
    },
    put: (fields) =>
      onBody((body) => ({ ...body, status: "failed", completed_at: null, output: [], ...fields })),
    nullable: ["/error/misalignment/review_target", "/error/param", "/error/type"],
  },
  "a refusal": {
    tape: "refused",
    fields: { misalignment },
    put: (fields) =>
      onBody((body) => ({
        ...body,
        error: { ...(isObject(body["error"]) ? body["error"] : {}), ...fields },
      })),
    nullable: ["/misalignment/review_target"],
  },
  "a compaction": {
    tape: "compacted",
    fields: { image: { context_compression: "disabled" } },
    put: inResponse,
  },
  "a call of a function": {
    tape: "plain",
    fields: { async: true },
    put: withItem(
      {
        id: "fc_1",
        type: "function_call",
        call_id: "call_1",
        name: "get_weather",
        arguments: "{}",
      },
      weather,
    ),
  },
  "a call of a custom tool": {
    tape: "plain",
    fields: { async: true },
    put: withItem(
      { id: "ctc_1", type: "custom_tool_call", call_id: "call_1", name: "note", input: "a" },
      { type: "custom", name: "note" },
    ),
  },
  "an image": {
    tape: "plain",
    fields: {
      action: "generate",
      background: "opaque",
      output_format: "svg",
      quality: "max",
      revised_prompt: "A cat.",
      size: "1024x1024",
      error: {
        code: "moderation_blocked",
        message: "No.",
        param: "prompt",
        type: "image_generation_error",
        moderation_details: { categories: ["x"], moderation_stage: "input" },
      },
      svg_usage: {
        input_tokens: 1,
        model: "m",
        output_tokens: 1,
        reasoning_tokens: 0,
        total_tokens: 2,
      },
    },
    put: withItem(
      { id: "ig_1", type: "image_generation_call", result: "AA==" },
      { type: "image_generation" },
    ),
    nullable: [
      "/action",
      "/background",
      "/output_format",
      "/quality",
      "/revised_prompt",
      "/size",
      "/error/code",
      "/error/param",
    ],
  },
  "a search": {
    tape: "plain",
    fields: { status: "incomplete" },
    put: withItem(
      { id: "ws_1", type: "web_search_call", action: { type: "search", query: "a" } },
      { type: "web_search" },
    ),
  },
  "an update of the settings": {
    tape: "input-items",
    fields: {
      reasoning: { effort: "low" },
      text: { format: { type: "text" } },
    },
    put: inList({ id: "cu_1", type: "configuration_update" }),
    nullable: ["/reasoning/effort"],
  },
  "an output of a function in a list": {
    tape: "input-items",
    fields: { call_id: "call_1", name: "get_weather", namespace: "weather" },
    put: inList(answer),
  },
  "a text of the input": {
    tape: "input-items",
    fields: { content: [{ prompt_cache_breakpoint: { mode: "explicit", ttl: "30m" } }] },
    put: (fields) =>
      inList({ id: "msg_1", type: "message", role: "user", status: "completed" })({
        content: (fields["content"] as JsonObject[]).map((part) => ({
          type: "input_text",
          text: "Hello.",
          ...part,
        })),
      }),
    loose: ["/content", "/content/0"],
  },
  "a function": { tape: "plain", fields: { async: true }, put: withTool(weather) },
  "a function in a namespace": {
    tape: "plain",
    fields: { async: true },
    put: withTool(weather, (one) => ({
      type: "namespace",
      name: "n",
      description: "Weather.",
      tools: [one],
    })),
  },
  "a custom tool": {
    tape: "plain",
    fields: { async: true },
    put: withTool({ type: "custom", name: "note" }),
  },
  "a tool that makes images": {
    tape: "plain",
    fields: {
      complexity: "low",
      frame_count: 2,
      frame_duration_ms: 40,
      output_format: "gif",
      quality: "xhigh",
      svg: { model: "m", reasoning: { effort: "low" } },
    },
    put: withTool({ type: "image_generation" }),
    nullable: ["/svg/reasoning"],
  },
  "a running compaction": {
    tape: "compaction-trigger",
    fields: { item_id: "cmp_1", output_index: 0 },
    put: (fields) =>
      onEvents((events) => {
        for (const { payload } of events)
          if (payload !== "[DONE]" && payload["type"] === "response.compaction.compacting")
            // An edit must change something; a field of the server's own is allowed anywhere.
            Object.assign(payload, fields, { own: 1 });
        return events;
      }),
  },
  "an accepted steering": {
    tape: "text",
    fields: { steer },
    put: (fields) =>
      insertAfter("response.in_progress", 0, { type: "response.steer.accepted", ...fields }),
  },
  "a steering that waits": {
    tape: "text",
    fields: {
      reason: "waiting_for_required_input",
      required_input: [{ type: "function_call_output", call_id: "call_1", name: "get_weather" }],
      steer,
    },
    put: (fields) =>
      insertAfter("response.completed", 0, { type: "response.steer.pending", ...fields }),
  },
  "a refused steering": {
    tape: "text",
    fields: {
      error: { code: "response_not_found", message: "No.", type: "invalid_request_error" },
      steer: { ...steer, input: "Stop." },
    },
    put: (fields) =>
      insertAfter("response.in_progress", 0, { type: "response.steer.failed", ...fields }),
    loose: ["/steer/input"],
  },
};

/** One value of each JSON type. */
const samples: Json[] = ["text", 7, true, { a: 1 }, [1], null];
const typeOf = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** All pointers below a value, with what is there. */
function* walk(value: Json, at = ""): Generator<[pointer: string, value: Json]> {
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, inner] of entries) {
    if (inner === undefined) continue;
    yield [`${at}/${key}`, inner];
    yield* walk(inner, `${at}/${key}`);
  }
}

/** The fields with a value of each wrong type at each place, in turn. */
function* broken({ fields, nullable = [], loose = [] }: Place): Generator<[string, JsonObject]> {
  for (const [pointer, right] of walk(fields))
    for (const wrong of samples) {
      if (typeOf(wrong) === typeOf(right) || loose.includes(pointer)) continue;
      if (wrong === null && nullable.includes(pointer)) continue;
      const copy = structuredClone(fields);
      setAt(copy, pointer, wrong);
      yield [`${pointer} is ${JSON.stringify(wrong)}`, copy];
    }
}

describe("the new fields of openai@2026-11-17", () => {
  const musts = async (place: Place, fields: JsonObject): Promise<string[]> => {
    const tape = place.put(fields)(structuredClone(await goodTape(place.tape)));
    const { findings } = judgeTape(tape, await judging("openai@2026-11-17"));
    return findings.flatMap(({ level, rule, pointer }) =>
      level === "must" ? [`${rule} ${pointer}`] : [],
    );
  };

  it.each(Object.entries(places))("are right in %s as they are", async (_, place) => {
    expect(await musts(place, place.fields)).toEqual([]);
    for (const pointer of place.nullable ?? []) {
      const fields = structuredClone(place.fields);
      setAt(fields, pointer, null);
      expect(await musts(place, fields), pointer).toEqual([]);
    }
  });

  it.each(Object.entries(places))("are a MUST in %s with another type", async (_, place) => {
    const missed: string[] = [];
    for (const [what, fields] of broken(place))
      if ((await musts(place, fields)).length === 0) missed.push(what);
    expect(missed).toEqual([]);
  });
});
