import { isObject, type Json, type JsonObject } from "../../src/json/json.ts";
import { parsePointer, pointer as toPointer } from "../../src/json/pointer.ts";
import type { Payload } from "./tell.ts";

/** One change of a stream, with what it was. */
export interface Mutation {
  /** What was done. */
  kind: string;
  /** The event that it was done to, as it was. */
  event: Payload;
  /** The value that was changed; empty for whole events. */
  pointer: string;
  /** What stood there before. */
  before?: Json | undefined;
  /** The event after it, where both were swapped. */
  next?: Payload;
  after?: Json | undefined;
  mutated: Payload[];
}

export const renumber = (events: readonly Payload[]): Payload[] =>
  events.map((event, sequence_number) => ({ ...event, sequence_number }));

/** Pointers of all values in an event, its root left out. */
function pointersOf(value: Json | undefined, path: (string | number)[] = []): string[] {
  const own = path.length > 0 ? [toPointer(...path)] : [];
  if (Array.isArray(value))
    return [...own, ...value.flatMap((one, at) => pointersOf(one, [...path, at]))];
  if (!isObject(value)) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, one]) => pointersOf(one, [...path, key])),
  ];
}

function holderOf(root: JsonObject, pointer: string): [JsonObject | Json[], string] {
  const tokens = parsePointer(pointer);
  const last = tokens.pop() ?? "";
  let holder: JsonObject | Json[] = root;
  for (const token of tokens)
    holder = (holder as Record<string, Json>)[token] as JsonObject | Json[];
  return [holder, last];
}

/** Another value of the same type. */
function otherValue(value: Json | undefined, pick: (below: number) => number): Json {
  if (typeof value === "string") {
    const characters = [...value];
    const at = pick(characters.length + 1);
    const choices = [
      `${characters.slice(0, at).join("")}x${characters.slice(at).join("")}`,
      `${value} `,
      characters.length > 0
        ? characters.toSpliced(Math.min(at, characters.length - 1), 1).join("")
        : "y",
      `${value}${value}z`,
    ];
    return choices[pick(choices.length)] ?? "x";
  }
  if (typeof value === "number") return value + (pick(2) === 0 ? 1 : -1) * (1 + pick(3));
  if (typeof value === "boolean") return !value;
  if (value === null) return ["x", 1, true][pick(3)] ?? 1;
  if (Array.isArray(value))
    return value.length === 0 ? [{}] : pick(2) === 0 ? value.slice(1) : [...value, value[0] ?? 1];
  return {};
}

/** A value of another type. */
function otherType(value: Json | undefined, pick: (below: number) => number): Json {
  const all: Json[] = ["7", 7, [], {}, true, 1.5];
  const type = (one: Json | undefined): string =>
    Array.isArray(one) ? "array" : one === null ? "null" : typeof one;
  const fitting = all.filter((one) => type(one) !== type(value));
  return fitting[pick(fitting.length)] ?? null;
}

/** Makes one change; undefined where the stream gives no opportunity for it. */
export function mutate(
  events: readonly Payload[],
  kind: string,
  pick: (below: number) => number,
): Mutation | undefined {
  const copy = structuredClone(events) as Payload[];
  const at = pick(copy.length);
  const event = events[at];
  const target = copy[at];
  if (event === undefined || target === undefined) return undefined;
  const whole = (mutated: Payload[]): Mutation => ({ kind, event, pointer: "", mutated });
  switch (kind) {
    case "drop":
      return whole(renumber(copy.toSpliced(at, 1)));
    case "lose":
      return whole(copy.toSpliced(at, 1));
    case "repeat":
      return whole(renumber(copy.toSpliced(at, 0, structuredClone(event))));
    case "resend":
      return whole(copy.toSpliced(at, 0, structuredClone(event)));
    case "swap": {
      const next = copy[at + 1];
      if (next === undefined) return undefined;
      return { ...whole(renumber(copy.toSpliced(at, 2, next, event))), next };
    }
    case "stop":
      return whole(copy.slice(0, at));
    default:
  }
  const pointers = pointersOf(event);
  const pointer = pointers[pick(pointers.length)] ?? "";
  const [holder, key] = holderOf(target, pointer);
  const slot = holder as Record<string, Json>;
  const before = structuredClone(slot[key]);
  if (kind === "remove") {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete slot[key];
  } else if (kind === "null") slot[key] = null;
  else slot[key] = kind === "retype" ? otherType(before, pick) : otherValue(before, pick);
  if (JSON.stringify(slot[key]) === JSON.stringify(before)) return undefined;
  return { kind, event, pointer, before, after: slot[key], mutated: copy };
}

export const kinds = [
  "drop",
  "lose",
  "repeat",
  "resend",
  "swap",
  "stop",
  "alter",
  "remove",
  "null",
  "retype",
];
