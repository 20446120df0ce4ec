/** What `explain` tells of each event type, made from the schemas, the good recordings and what the rules listen to. */
import { readdirSync } from "node:fs";
import { join } from "node:path/posix";
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

/** The schemas of a dialect's revisions, newest first, by name of the definition. */
export interface DialectSchemas {
  name: string;
  revisions: readonly { schemas: ReadonlyMap<string, { schema: JsonObject }> }[];
}

/** The names of a definition's fields, those that it takes from others by `allOf` included. */
function fieldsOf(
  name: string,
  schemas: DialectSchemas["revisions"][number]["schemas"],
): { description: string | undefined; names: string[]; required: string[] } {
  const { schema = {} } = schemas.get(name) ?? {};
  const names = Object.keys(objectAt(schema, "properties") ?? {});
  const required = (arrayAt(schema, "required") ?? []).map(String);
  for (const part of arrayAt(schema, "allOf") ?? []) {
    const other = stringAt(part, "$ref");
    if (other === undefined) continue;
    const shared = fieldsOf(join(name, "..", other).slice(0, -".json".length), schemas);
    names.push(...shared.names);
    required.push(...shared.required);
  }
  const description = stringAt(schema, "description");
  return { description, names: [...new Set(names)], required: [...new Set(required)] };
}

/** The event types of the dialects in their newest revisions, with what their schemas say. */
function declared(dialects: readonly DialectSchemas[]): Record<string, EventGuide> {
  const types: Record<string, EventGuide> = {};
  for (const { name: dialect, revisions } of dialects) {
    const { schemas } = revisions[0] ?? { schemas: new Map() };
    for (const definition of schemas.keys()) {
      if (!definition.startsWith("events/")) continue;
      const { description, names, required } = fieldsOf(definition, schemas);
      const type = definition.slice("events/".length);
      const row = eventRow(type);
      const guide = (types[type] ??= {
        description,
        fields: {},
        example: undefined,
        after: [],
        before: [],
        rules: [],
        snapshot: row?.statuses !== undefined,
        since: row?.since ?? {},
      });
      const optional = names.filter((name) => !required.includes(name));
      guide.fields[dialect] = { required, optional };
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
export async function makeEventGuides(
  dialects: readonly JudgingDialect[],
  schemas: readonly DialectSchemas[],
): Promise<EventGuides> {
  const types = declared(schemas);
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
