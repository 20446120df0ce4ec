import type { JsonObject } from "../../json/json.ts";
import { terminalEvents } from "../../protocol/events.ts";
import type { Answer, Plan, StreamEvent } from "../types.ts";
import { itemEvents, type DeltaOptions, type ItemEvents } from "./items.ts";
import { snapshot, type ResponseBase } from "./snapshot.ts";

/** How an answer is streamed. */
export interface AnswerOptions extends DeltaOptions {
  background: boolean;
  /** The events of neighbouring calls alternate instead of following one another. */
  interleave: boolean;
  /** Unix seconds at which the answer is complete. */
  completedAt: number;
}

/** All events of an answer, in order and numbered from 0, and its terminal response object. */
export function buildAnswer(plan: Plan, base: ResponseBase, options: AnswerOptions): Answer {
  const items = plan.items.map((item, index) => itemEvents(item, index, options));
  const opening = openingEvents(base, options.background);
  const middle = plan.failure === null ? arrange(items, plan, options) : breakDown(items);
  const { type, response } = ending(plan, items, base, options);
  const events = [...opening, ...middle, ...errorEvents(plan), { type, response }];
  return { id: base.id, events: renumber(events), final: response };
}

/** The same events, numbered from `first` on. */
export function renumber(events: readonly StreamEvent[], first = 0): StreamEvent[] {
  return events.map((event, index) => ({ ...event, sequence_number: first + index }));
}

/** Copies for a fault to edit. Snapshots share objects with other events, which a structured clone of all would keep shared. */
export function unshared(events: readonly StreamEvent[]): StreamEvent[] {
  return JSON.parse(JSON.stringify(events)) as StreamEvent[];
}

/** The response that events end with, which is also the JSON answer; undefined if they end with none. */
export function endingOf(events: readonly StreamEvent[]): JsonObject | undefined {
  const ending = events.findLast((event) => terminalEvents.has(event.type));
  return ending?.["response"] as JsonObject | undefined;
}

function openingEvents(base: ResponseBase, background: boolean): StreamEvent[] {
  const queued = snapshot(base, { status: "queued" });
  const started = snapshot(base, { status: "in_progress" });
  const begun: StreamEvent = { type: "response.in_progress", response: started };
  if (!background) return [{ type: "response.created", response: started }, begun];
  return [
    { type: "response.created", response: queued },
    { type: "response.queued", response: queued },
    begun,
  ];
}

/** The items one after the other; with `interleave`, a run of complete calls in turns. */
function arrange(items: ItemEvents[], plan: Plan, { interleave }: AnswerOptions): StreamEvent[] {
  const isCall = (index: number): boolean =>
    ["function", "custom"].includes(plan.items[index]?.kind ?? "");
  const first = items.findIndex((_, index) => isCall(index));
  if (!interleave || plan.incomplete || first < 0) return items.flatMap((item) => item.events);
  const calls = items.slice(first);
  const longest = Math.max(...calls.map((call) => call.events.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    calls.flatMap((call) => call.events[turn] ?? []),
  );
  return [...items.slice(0, first).flatMap((item) => item.events), ...turns.flat()];
}

/** The last item stops after half of its deltas, and nothing is closed. */
function breakDown(items: ItemEvents[]): StreamEvent[] {
  const last = items.at(-1)?.events ?? [];
  const deltas = last.filter((event) => event.type.endsWith(".delta")).length;
  const start = last.findIndex((event) => event.type.endsWith(".delta"));
  return [
    ...items.slice(0, -1).flatMap((item) => item.events),
    ...last.slice(0, start + Math.ceil(deltas / 2)),
  ];
}

function errorEvents({ failure }: Plan): StreamEvent[] {
  if (failure === null) return [];
  return [
    {
      type: "error",
      error: { type: "server_error", code: failure.code, message: failure.message, param: null },
    },
  ];
}

function ending(
  plan: Plan,
  items: ItemEvents[],
  base: ResponseBase,
  { completedAt }: AnswerOptions,
): { type: string; response: JsonObject } {
  const output = items.map((item) => item.done);
  const { usage, failure } = plan;
  if (failure !== null)
    return {
      type: "response.failed",
      response: snapshot(base, { status: "failed", error: { ...failure } }),
    };
  if (plan.incomplete)
    return {
      type: "response.incomplete",
      response: snapshot(base, {
        status: "incomplete",
        output,
        usage,
        incomplete: "max_output_tokens",
      }),
    };
  return {
    type: "response.completed",
    response: snapshot(base, { status: "completed", output, usage, completedAt }),
  };
}
