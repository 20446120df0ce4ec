import { integerAt } from "../../json/json.ts";
import { families, type Container, type TextEvent } from "../../protocol/families.ts";
import { locate, ownItem, type EventLocation } from "../../stream/location.ts";
import {
  isResumed,
  textKey,
  type ItemState,
  type PartState,
  type StreamState,
  type TextState,
} from "../../stream/state.ts";
import type { WireEvent } from "../../wire/types.ts";

/** Where an event belongs whose text is in a content or summary part. */
export type TextInPart = EventLocation & { kind: TextEvent; own: ItemState; index: number };

const isInPart = ({ kind, own, index }: EventLocation): boolean =>
  kind !== undefined &&
  kind.family.container !== "item" &&
  index !== undefined &&
  own?.added !== undefined;

/** What a delta or done event of a text says of its part; undefined where its item was never announced, or may have been before a resumed stream. */
export function textInPart(state: StreamState, event: WireEvent): TextInPart | undefined {
  const location = locate(state, event);
  return isInPart(location) && !isResumed(state, event) ? (location as TextInPart) : undefined;
}

/** A name for the content part that an event gives; undefined where its item was never announced, or may have been before a resumed stream. */
export function contentPartKey(state: StreamState, event: WireEvent): string | undefined {
  const item = ownItem(state, event);
  const index = integerAt(event.payload, "content_index");
  if (!item?.added || index === undefined || isResumed(state, event)) return undefined;
  return `${item.added.event.index} ${index}`;
}

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

type BegunPart = PartState & { added: NonNullable<PartState["added"]> };
const isBegun = (part: PartState): part is BegunPart => part.added !== undefined;

/** The first parts of one container that an item has begun, a handful at most. */
export function begunParts(item: ItemState, container: Container): BegunPart[] {
  const found: BegunPart[] = [];
  for (const part of item.parts.values()) {
    if (part.container === container && isBegun(part)) found.push(part);
    if (found.length === 5) break;
  }
  return found;
}

/** The texts that streamed into a part: one, unless deltas of another kind came as well. */
export const textsOfPart = (item: ItemState, container: Container, index: number): TextState[] =>
  families.flatMap((family) =>
    family.container === container ? (item.texts.get(textKey(family, index)) ?? []) : [],
  );
