/** What `explain` tells of each event type, made from the schemas, the good recordings and what the rules listen to. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assetPath } from "../assets/assets.ts";
import type { JudgingDialect } from "../checker/checker.ts";
import { arrayAt, isObject, type Json, type JsonObject, objectAt, stringAt } from "../json/json.ts";
import { eventRow } from "../protocol/events.ts";
import type { EventGuide, EventGuides } from "../result/guide.ts";
import { decodeEvents } from "../tape/events.ts";
import { tapeSuffix, type Tape } from "../tape/tape.ts";
import { listeners } from "./listeners.ts";
import { goodTape } from "./tapes.ts";

/** Recordings whose events make the plainest examples; then the others. */
const plainest = ["text", "call", "refusal", "summary-one", "reasoning-openai", "hosted"];

/** Recordings in which events of several items alternate: what comes next to what says nothing there. */
const interleaved = /interleaved|side-by-side|resumed|replay|websocket/;

/** Most neighbours that are named. */
const NEIGHBOURS = 4;

async function allGoodTapes(): Promise<[string, Tape][]> {
  const names = readdirSync(assetPath("fixtures", "good"))
    .filter((file) => file.endsWith(tapeSuffix))
    .map((file) => file.slice(0, -tapeSuffix.length));
  const ordered = [...plainest, ...names.filter((name) => !plainest.includes(name)).toSorted()];
  return Promise.all(ordered.map(async (name) => [name, await goodTape(name)] as [string, Tape]));
}

/** The payloads of each stream of a tape, in order. */
const streamsOf = (tape: Tape): JsonObject[][] =>
  tape.exchanges
    .filter(({ form }) => form === "sse" || form === "messages")
    .map((exchange) =>
      decodeEvents(exchange).flatMap(({ payload }) => (payload === "[DONE]" ? [] : [payload])),
    );

/** The names of a schema's fields, those that it takes over from others by `allOf` included. */
function fieldsOf(file: string): { schema: JsonObject; names: string[]; required: string[] } {
  const schema = JSON.parse(readFileSync(file, "utf8")) as JsonObject;
  const names = Object.keys(objectAt(schema, "properties") ?? {});
  const required = (arrayAt(schema, "required") ?? []).map(String);
  for (const part of arrayAt(schema, "allOf") ?? []) {
    const other = stringAt(part, "$ref");
    if (other === undefined || other.startsWith("#")) continue;
    const shared = fieldsOf(join(file, "..", other));
    names.push(...shared.names);
    required.push(...shared.required);
  }
  return { schema, names: [...new Set(names)], required: [...new Set(required)] };
}

/** The event types of the dialects, with what their schemas say. */
function declared(dialects: readonly JudgingDialect[]): Record<string, EventGuide> {
  const types: Record<string, EventGuide> = {};
  for (const { dialect } of dialects) {
    const folder = assetPath("schemas", dialect.base, dialect.revision, "events");
    for (const file of readdirSync(folder).toSorted()) {
      const { schema, names, required } = fieldsOf(join(folder, file));
      const name = file.slice(0, -".json".length);
      const row = eventRow(name);
      const type = (types[name] ??= {
        description: stringAt(schema, "description"),
        fields: {},
        example: undefined,
        after: [],
        before: [],
        rules: [],
        snapshot: row?.statuses !== undefined,
        since: row?.since ?? {},
      });
      const optional = names.filter((name) => !required.includes(name));
      type.fields[dialect.name] = { required, optional };
    }
  }
  return types;
}

/** An event as text. A response in it is cut short: an event would fill a screen with its settings. */
export function exampleOf(payload: JsonObject): string {
  const { response } = payload;
  if (!isObject(response)) return JSON.stringify(payload);
  const kept = ["id", "object", "status", "error", "incomplete_details", "usage"].flatMap(
    (name): [string, Json][] => (response[name] == null ? [] : [[name, response[name]]]),
  );
  const rest = "…";
  const short = JSON.stringify({
    ...payload,
    response: { ...Object.fromEntries(kept), [rest]: 0 },
  });
  return short.replace(`,"${rest}":0}`, `,${rest}}`);
}

/** How often each type has each neighbour. */
type Neighbours = Map<string, Map<string, number>>;

function count(neighbours: Neighbours, type: string, neighbour: string): void {
  const own = neighbours.get(type) ?? new Map<string, number>();
  neighbours.set(type, own.set(neighbour, (own.get(neighbour) ?? 0) + 1));
}

/** The neighbours of a type, the most frequent first. */
const mostFrequent = (neighbours: Neighbours, type: string): string[] =>
  [...(neighbours.get(type) ?? [])]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, NEIGHBOURS)
    .map(([neighbour]) => neighbour);

/** What `explain` tells of all event types. */
export async function makeEventGuides(dialects: readonly JudgingDialect[]): Promise<EventGuides> {
  const types = declared(dialects);
  const after: Neighbours = new Map();
  const before: Neighbours = new Map();
  const tapes = await allGoodTapes();
  for (const [name, tape] of tapes)
    for (const events of streamsOf(tape))
      for (const [index, payload] of events.entries()) {
        const type = String(payload["type"]);
        const guide = types[type];
        if (guide) guide.example ??= exampleOf(payload);
        const next = events[index + 1];
        if (next === undefined || interleaved.test(name)) continue;
        const following = String(next["type"]);
        if (following === type) continue;
        count(before, type, following);
        count(after, following, type);
      }
  const heard = await listeners(
    tapes.map(([, tape]) => tape),
    dialects,
    Object.keys(types),
  );
  for (const [type, guide] of Object.entries(types)) {
    guide.after = mostFrequent(after, type);
    guide.before = mostFrequent(before, type);
    guide.rules = heard.byType[type] ?? [];
  }
  return { types, always: heard.always, snapshots: heard.snapshots };
}
