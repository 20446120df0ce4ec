import { integerAt } from "../../json/json.ts";
import { families, type Home, type TextEvent } from "../../stream/families.ts";
import { placeOf, type Place } from "../../stream/place.ts";
import {
  isResumed,
  textKey,
  type ItemState,
  type PartState,
  type StreamState,
  type TextState,
} from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";

/** The place of a text that lives in a content or summary part. */
export type TextInPart = Place & { kind: TextEvent; own: ItemState; index: number };

const isInPart = ({ kind, own, index }: Place): boolean =>
  kind !== undefined &&
  kind.family.home !== "item" &&
  index !== undefined &&
  own?.added !== undefined;

/** What a delta or done event of a text says of its part; undefined where its item was never announced, or may have been before a resumed stream. */
export function textInPart(state: StreamState, event: WireEvent): TextInPart | undefined {
  const place = placeOf(state, event);
  return isInPart(place) && !isResumed(state, event) ? (place as TextInPart) : undefined;
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

type BegunPart = PartState & { added: NonNullable<PartState["added"]> };
const isBegun = (part: PartState): part is BegunPart => part.added !== undefined;

/** The first parts of one home that an item has begun, a handful at most. */
export function begunParts(item: ItemState, home: Home): BegunPart[] {
  const found: BegunPart[] = [];
  for (const part of item.parts.values()) {
    if (part.home === home && isBegun(part)) found.push(part);
    if (found.length === 5) break;
  }
  return found;
}

/** The texts that streamed into a part: one, unless deltas of another kind came as well. */
export const textsOfPart = (item: ItemState, home: Home, index: number): TextState[] =>
  families.flatMap((family) =>
    family.home === home ? (item.texts.get(textKey(family, index)) ?? []) : [],
  );
