import { arrayAt, type JsonObject, stringAt } from "../json/json.ts";
import type { BackgroundRun } from "./background.ts";
import type { StreamEvent } from "./types.ts";

/** A conversation up to some turn, shared between the turns that go on from it. */
export interface History {
  before: History | null;
  items: readonly JsonObject[];
  /** Bytes that this history keeps alive, roughly. */
  weight: number;
}

/** One stored response. */
export interface StoredResponse {
  id: string;
  background: boolean;
  instructions: string | null;
  /** The items of this turn's own input. */
  input: readonly JsonObject[];
  history: History | null;
  events: readonly StreamEvent[];
  final: JsonObject;
  /** The work behind a background response. */
  run: BackgroundRun | null;
  /** Bytes of this turn, roughly. */
  weight: number;
}

/** A bounded memory of responses: when it is full the oldest are dropped. */
export interface Store {
  add(response: StoredResponse): void;
  get(id: string): StoredResponse | undefined;
  remove(id: string): boolean;
  findItem(id: string): JsonObject | undefined;
  clear(): void;
}

/**
 * @param maxCount how many responses are kept
 * @param maxBytes how many bytes they may weigh together, each with the history it keeps alive
 */
export function createStore(maxCount = 10_000, maxBytes = 512 * 2 ** 20): Store {
  const responses = new Map<string, StoredResponse>();
  const owners = new Map<string, string>();
  let bytes = 0;

  const weigh = ({ weight, history }: StoredResponse): number => weight + (history?.weight ?? 0);
  const remove = (id: string): boolean => {
    const found = responses.get(id);
    if (found === undefined) return false;
    found.run?.stop();
    bytes -= weigh(found);
    for (const item of itemsOf(found)) {
      const itemId = stringAt(item, "id") ?? "";
      if (owners.get(itemId) === id) owners.delete(itemId);
    }
    return responses.delete(id);
  };

  return {
    add(response) {
      remove(response.id);
      responses.set(response.id, response);
      bytes += weigh(response);
      for (const item of itemsOf(response)) owners.set(stringAt(item, "id") ?? "", response.id);
      for (const oldest of responses.keys()) {
        if (responses.size <= 1 || (responses.size <= maxCount && bytes <= maxBytes)) break;
        remove(oldest);
      }
    },
    get: (id) => responses.get(id),
    remove,
    findItem(id) {
      const owner = responses.get(owners.get(id) ?? "");
      return owner === undefined ? undefined : itemsOf(owner).find((item) => item["id"] === id);
    },
    clear() {
      for (const id of responses.keys()) remove(id);
    },
  };
}

/** The conversation that a turn after `response` goes on from. */
export function historyAfter(response: StoredResponse): History {
  const { history, input, weight } = response;
  const before = { before: history, items: input, weight: (history?.weight ?? 0) + weight };
  return { before, items: outputOf(response), weight: before.weight };
}

/** All items of a history, oldest first. */
export function flattenHistory(history: History | null): JsonObject[] {
  const parts: (readonly JsonObject[])[] = [];
  for (let link = history; link !== null; link = link.before) parts.push(link.items);
  return parts.reverse().flat();
}

/** The current response object: for unfinished background work its latest snapshot. */
export function currentState({ run, final, events }: StoredResponse): JsonObject {
  if (run === null || run.state() === "finished") return final;
  const seen = events.slice(0, run.released()).findLast((event) => event["response"] !== undefined);
  const latest = (seen ?? events[0])?.["response"] as JsonObject | undefined;
  const { ...copy } = latest ?? final;
  return run.state() === "cancelled" ? { ...copy, status: "cancelled" } : copy;
}

function outputOf(response: StoredResponse): JsonObject[] {
  return (arrayAt(currentState(response), "output") ?? []) as JsonObject[];
}

function itemsOf({ input, final }: StoredResponse): JsonObject[] {
  return [...input, ...((arrayAt(final, "output") ?? []) as JsonObject[])];
}
