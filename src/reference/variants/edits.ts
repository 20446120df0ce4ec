import {
  arrayAt,
  grouped,
  integerAt,
  isObject,
  objectAt,
  type JsonObject,
  stringAt,
} from "../../json/json.ts";
import { endingOf, renumber } from "../events/build.ts";
import { changeResponse, everyEvent, itemAdded, itemDone } from "../faults/edits.ts";
import type { StreamEvent } from "../types.ts";

const isDelta = ({ type, delta }: StreamEvent): boolean =>
  type.endsWith(".delta") && typeof delta === "string";
/** Names the text that a delta belongs to. */
const textOf = (event: StreamEvent): string =>
  JSON.stringify([event.type, event["item_id"], event["content_index"], event["summary_index"]]);

/** One more item for an answer: its events without place, and the item as it ends. */
export interface Extra {
  /** Events between added and done; `item_id` and `output_index` are filled in. */
  body: StreamEvent[];
  start: JsonObject;
  end: JsonObject;
}

/** The final output of an answer, to be changed in place; empty where the answer failed. */
export function finalOutput(events: readonly StreamEvent[]): JsonObject[] {
  return (arrayAt(endingOf(events), "output") ?? []).filter((item) => isObject(item));
}

/** Puts an item before all others. An answer without items stays as it is. */
export function prepend(events: StreamEvent[], { start, body, end }: Extra): StreamEvent[] {
  const at = events.findIndex(({ type }) => type === itemAdded);
  if (at < 0) return events;
  for (const event of events)
    if (integerAt(event, "output_index") !== undefined)
      event["output_index"] = Number(event["output_index"]) + 1;
  const item_id = String(start["id"]);
  const own = [
    { type: itemAdded, output_index: 0, item: start },
    ...body.map((event) => ({ ...event, item_id, output_index: 0 })),
    { type: itemDone, output_index: 0, item: end },
  ];
  const output = arrayAt(events.at(-1)?.["response"], "output");
  if (output !== undefined && output.length > 0) output.unshift(end);
  return renumber(events.toSpliced(at, 0, ...own));
}

/** Gives every finished message one more content part: its events, where `at` is the next free place, and the part as it ends. */
export function withPart(
  events: StreamEvent[],
  make: (at: JsonObject) => { events: StreamEvent[]; part: JsonObject },
): StreamEvent[] {
  const output = finalOutput(events);
  return renumber(
    events.flatMap((event) => {
      const item = objectAt(event, "item");
      const content = arrayAt(item, "content");
      if (event.type !== itemDone || stringAt(item, "type") !== "message" || !item || !content)
        return [event];
      const { events: body, part } = make({
        item_id: item["id"],
        output_index: event["output_index"],
        content_index: content.length,
      });
      item["content"] = [...content, part];
      const final = output.find(({ id }) => id === item["id"]);
      if (final !== undefined) final["content"] = structuredClone(item["content"]);
      return [...body, event];
    }),
  );
}

/** Replaces each run of deltas of one text. `cut` gets the whole text and returns its deltas. */
export function recut(
  events: StreamEvent[],
  cut: (text: string, deltas: string[]) => string[],
): StreamEvent[] {
  const runs = grouped(events.filter(isDelta), textOf);
  const sent = new Set<string>();
  return renumber(
    events.flatMap((event) => {
      const run = isDelta(event) ? runs.get(textOf(event)) : undefined;
      // Log probabilities belong to tokens, which another cut would tear apart.
      if (run === undefined || run.some((one) => (arrayAt(one, "logprobs") ?? []).length > 0))
        return [event];
      if (sent.has(textOf(event))) return [];
      sent.add(textOf(event));
      const deltas = run.map((one) => String(one["delta"]));
      return cut(deltas.join(""), deltas).map((delta) => ({ ...event, delta }));
    }),
  );
}

/** The items in turns, one event of each, instead of one after the other. Incomplete and failed answers stay as they are. */
export function interleaved(events: StreamEvent[]): StreamEvent[] {
  if (events.at(-1)?.type !== "response.completed") return events;
  const first = events.findIndex(({ type }) => type === itemAdded);
  const middle = events.slice(first, -1);
  const rows = [...grouped(middle, (event) => String(event["output_index"])).values()];
  const longest = Math.max(...rows.map((row) => row.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    rows.flatMap((row) => row[turn] ?? []),
  );
  if (first < 0) return events;
  return renumber([...events.slice(0, first), ...turns.flat(), ...events.slice(-1)]);
}

/** Changes the response object of every snapshot. */
export const inResponses = (
  events: StreamEvent[],
  edit: (response: JsonObject) => void,
): StreamEvent[] => changeResponse(everyEvent, edit)(events);
