import { describe, expect, it } from "vitest";
import type { Plan, PlannedItem } from "../types.ts";
import { buildAnswer, type AnswerOptions } from "./build.ts";

const base = { id: "resp_1", createdAt: 100, echo: { model: "m" } };
const options: AnswerOptions = {
  background: false,
  obfuscate: false,
  logprobs: null,
  interleave: false,
  completedAt: 101,
};

const message: PlannedItem = {
  kind: "message",
  id: "msg_1",
  tokens: ["Hel", "lo"],
  refusal: false,
  cut: false,
};
const call = (n: number): PlannedItem => ({
  kind: "function",
  async: false,
  id: `fc_${n}`,
  callId: `call_${n}`,
  name: "f",
  tokens: ["{", "}"],
  cut: false,
});

function plan(items: PlannedItem[], rest: Partial<Plan> = {}): Plan {
  return { items, incomplete: false, failure: null, usage: { total_tokens: 3 }, ...rest };
}

function outline(
  items: PlannedItem[],
  rest: Partial<Plan> = {},
  told: Partial<AnswerOptions> = {},
): string[] {
  const { events } = buildAnswer(plan(items, rest), base, { ...options, ...told });
  expect(events.map((event) => event["sequence_number"])).toEqual(events.map((_, index) => index));
  return events.map(
    (event) =>
      event.type.replace("response.", "") +
      (event["output_index"] === undefined ? "" : ` ${String(event["output_index"])}`),
  );
}

function padded(obfuscate: boolean): number {
  const { events } = buildAnswer(plan([message]), base, { ...options, obfuscate });
  return events.filter((event) => "obfuscation" in event).length;
}

describe("buildAnswer", () => {
  it("tells a message from created to completed", () => {
    expect(outline([message])).toEqual([
      "created",
      "in_progress",
      "output_item.added 0",
      "content_part.added 0",
      "output_text.delta 0",
      "output_text.delta 0",
      "output_text.done 0",
      "content_part.done 0",
      "output_item.done 0",
      "completed",
    ]);
  });

  it("queues background work first", () => {
    expect(outline([message], {}, { background: true }).slice(0, 3)).toEqual([
      "created",
      "queued",
      "in_progress",
    ]);
  });

  it("tells parallel calls one after the other, or in turns", () => {
    const names = [
      "output_item.added",
      "function_call_arguments.delta",
      "function_call_arguments.delta",
      "function_call_arguments.done",
      "output_item.done",
    ];
    const apart = [0, 1].flatMap((index) => names.map((name) => `${name} ${index}`));
    const together = names.flatMap((name) => [0, 1].map((index) => `${name} ${index}`));
    expect(outline([call(0), call(1)]).slice(2, -1)).toEqual(apart);
    expect(outline([call(0), call(1)], {}, { interleave: true }).slice(2, -1)).toEqual(together);
  });

  it("breaks down after half of the deltas, with error and failed and nothing closed", () => {
    const failure = { code: "server_error", message: "Broken." };
    expect(outline([message], { failure })).toEqual([
      "created",
      "in_progress",
      "output_item.added 0",
      "content_part.added 0",
      "output_text.delta 0",
      "error",
      "failed",
    ]);
    const { final } = buildAnswer(plan([message], { failure }), base, options);
    expect(final).toMatchObject({
      status: "failed",
      error: failure,
      usage: null,
      completed_at: null,
      output: [],
    });
  });

  it("ends an answer that was cut short as incomplete, and the item too", () => {
    const cut = { ...message, cut: true } as PlannedItem;
    const { events, final } = buildAnswer(plan([cut], { incomplete: true }), base, options);
    expect(events.at(-1)?.type).toBe("response.incomplete");
    expect(final).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      completed_at: null,
    });
    expect(final["output"]).toMatchObject([{ status: "incomplete", content: [{ text: "Hello" }] }]);
  });

  it("adds log probabilities to deltas, done and part alike when they are asked for", () => {
    const { events } = buildAnswer(plan([message]), base, { ...options, logprobs: 1 });
    const of = (type: string): unknown[] =>
      events.filter((event) => event.type === type).flatMap((event) => event["logprobs"] ?? []);
    expect(of("response.output_text.delta")).toHaveLength(2);
    expect(of("response.output_text.done")).toEqual(of("response.output_text.delta"));
  });

  it("pads deltas only when it is allowed to", () => {
    expect([padded(true), padded(false)]).toEqual([2, 0]);
  });

  it("tells reasoning before the message, its summary part by part", () => {
    const reasoning: PlannedItem = {
      kind: "reasoning",
      id: "rs_1",
      summary: [["a", "b"], ["c"]],
      encrypted: "zz",
    };
    const { events, final } = buildAnswer(plan([reasoning, message]), base, options);
    const indexes = events
      .filter((event) => event.type.startsWith("response.reasoning_summary"))
      .map((event) => event["summary_index"]);
    expect(indexes).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
    expect(final["output"]).toMatchObject([
      { summary: [{ text: "ab" }, { text: "c" }], encrypted_content: "zz" },
      { id: "msg_1" },
    ]);
  });

  it("tells refusals with their own events", () => {
    const refusal: PlannedItem = { ...message, refusal: true } as PlannedItem;
    expect(outline([refusal]).slice(3, 8)).toEqual([
      "content_part.added 0",
      "refusal.delta 0",
      "refusal.delta 0",
      "refusal.done 0",
      "content_part.done 0",
    ]);
  });
});
