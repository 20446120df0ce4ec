import { integerAt } from "../../json/json.ts";
import { families, familyOfDelta, familyOfDone, type Family } from "../../stream/families.ts";
import { ownItem } from "../../stream/naming.ts";
import {
  isResumed,
  partKey,
  textKey,
  type ItemState,
  type PartState,
  type StreamState,
  type TextState,
} from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";

/** An event about a text that lives in a content or summary part. */
export interface TextInPart {
  family: Family;
  home: "content" | "summary";
  index: number;
  item: ItemState;
  /** The part, if it was begun before. */
  part: PartState | undefined;
}

/** What a delta or done event of a text says of its part; undefined where its item was never announced, or may have been before a resumed stream. */
export function textInPart(state: StreamState, event: WireEvent): TextInPart | undefined {
  const family = familyOfDelta(event.type) ?? familyOfDone(event.type);
  if (!family?.indexField || family.home === "item") return undefined;
  const index = integerAt(event.payload, family.indexField);
  const item = ownItem(state, event);
  if (index === undefined || !item?.added || isResumed(state, event)) return undefined;
  return {
    family,
    home: family.home,
    index,
    item,
    part: item.parts.get(partKey(family.home, index)),
  };
}

/** The events that begin and finish parts. */
export const partEvents = {
  added: ["response.content_part.added", "response.reasoning_summary_part.added"],
  done: ["response.content_part.done", "response.reasoning_summary_part.done"],
} as const;

/** A handler for each of some event types. */
export function forEach<T extends `response.${string}`>(
  types: readonly T[],
  handler: (event: WireEvent) => void,
): Record<T, (event: WireEvent) => void> {
  return Object.fromEntries(types.map((type) => [type, handler])) as Record<
    T,
    (event: WireEvent) => void
  >;
}

/** The place of a part that an event gives. */
export function partPlace(event: WireEvent): {
  home: "content" | "summary";
  index: number | undefined;
} {
  const home = event.type.includes("reasoning_summary") ? "summary" : "content";
  return { home, index: integerAt(event.payload, `${home}_index`) };
}

/** The first parts of one home that an item has begun, a handful at most. */
export function begunParts(item: ItemState, home: "content" | "summary"): PartState[] {
  const found: PartState[] = [];
  for (const part of item.parts.values()) {
    if (part.home === home && part.added) found.push(part);
    if (found.length === 5) break;
  }
  return found;
}

/** The texts that streamed into a part: one, unless deltas of another kind came as well. */
export const textsOfPart = (
  item: ItemState,
  home: "content" | "summary",
  index: number,
): TextState[] =>
  families.flatMap((family) =>
    family.home === home ? (item.texts.get(textKey(family, index)) ?? []) : [],
  );
