import { isObject, type Json } from "../json/json.ts";
import { escapeToken } from "../json/pointer.ts";
import type { CompiledSchemas, RawError, Slot, Validate } from "./compiled.ts";
import { explain, type SchemaViolation } from "./explain.ts";

/** Violations told of one payload; whoever breaks more has made the point. */
export const MAX_VIOLATIONS = 100;

/** Boundaries crossed below one root. Real payloads cross five; only a payload made to exhaust us crosses more. */
export const MAX_DEPTH = 16;

/** A definition with everything resolved that is needed to walk it. */
export interface Definition {
  name: string;
  validate: Validate;
  slots: readonly ResolvedSlot[];
}

interface ResolvedSlot {
  path: readonly string[];
  /** One fixed definition, or definitions by the value's own type. */
  fixed: Definition | undefined;
  byType: ReadonlyMap<string, Definition>;
}

/** The definitions of one folder, by the type that each file is named after. */
function folderOf(all: ReadonlyMap<string, Definition>, folder: string): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const [name, definition] of all) {
    const slash = name.lastIndexOf("/");
    if (name.slice(0, slash) === folder) found.set(name.slice(slash + 1), definition);
  }
  return found;
}

/** The definitions of a generated module, their slots tied to one another. */
export function link(compiled: CompiledSchemas): {
  byName: ReadonlyMap<string, Definition>;
  folder: (name: string) => ReadonlyMap<string, Definition>;
} {
  const byName = new Map<string, Definition>();
  const open: [ResolvedSlot[], readonly Slot[]][] = [];
  for (const [name, { validate, slots }] of Object.entries(compiled.definitions)) {
    const resolved: ResolvedSlot[] = [];
    byName.set(name, { name, validate, slots: resolved });
    open.push([resolved, slots]);
  }
  const folders = new Map<string, ReadonlyMap<string, Definition>>();
  const folder = (name: string): ReadonlyMap<string, Definition> => {
    let found = folders.get(name);
    if (found === undefined) folders.set(name, (found = folderOf(byName, name)));
    return found;
  };
  const resolve = ([path, targets]: Slot): ResolvedSlot => {
    const first = targets[0] ?? "";
    if (first.startsWith("="))
      return { path, fixed: byName.get(first.slice(1)), byType: new Map() };
    if (targets.length === 1) return { path, fixed: undefined, byType: folder(first) };
    // The first folder that knows a type has the word, so the later ones go in first.
    const merged = targets.toReversed().flatMap((target) => [...folder(target)]);
    return { path, fixed: undefined, byType: new Map(merged) };
  };
  for (const [resolved, slots] of open) resolved.push(...slots.map(resolve));
  return { byName, folder };
}

const NONE: readonly SchemaViolation[] = Object.freeze([]);

/**
 * Judges a value by a definition, and what stands in the definition's slots by theirs, down to the last.
 * @returns the violations, those of a value before those of what it holds; one shared empty list when there are none
 */
export function judge(definition: Definition, value: Json): readonly SchemaViolation[] {
  const errors = definition.validate(value);
  if (errors === null && definition.slots.length === 0) return NONE;
  const walk: Walk = { found: [], trail: [] };
  if (errors !== null) note(walk, definition, value, errors);
  descend(walk, definition, value, 1);
  return walk.found.length === 0 ? NONE : walk.found;
}

interface Walk {
  found: SchemaViolation[];
  /** The way from the root to where the walk stands; a pointer is only made of it when something is wrong. */
  trail: (string | number)[];
}

function note(walk: Walk, { name }: Definition, value: Json, errors: readonly RawError[]): void {
  const at = walk.trail.map((token) => `/${escapeToken(token)}`).join("");
  const room = MAX_VIOLATIONS - walk.found.length;
  walk.found.push(...explain(errors, { definition: name, at, value }).slice(0, room));
}

function descend(walk: Walk, definition: Definition, value: Json, depth: number): void {
  if (depth > MAX_DEPTH) return;
  for (const slot of definition.slots) enter(walk, slot, value, 0, depth);
}

function enter(walk: Walk, slot: ResolvedSlot, value: Json, step: number, depth: number): void {
  const key = slot.path[step];
  if (key === undefined) return fill(walk, slot, value, depth);
  if (key === "*") {
    if (!Array.isArray(value)) return;
    for (let i = 0; i < value.length && walk.found.length < MAX_VIOLATIONS; i++) {
      walk.trail.push(i);
      enter(walk, slot, value[i] ?? null, step + 1, depth);
      walk.trail.pop();
    }
  } else if (isObject(value)) {
    const below = value[key];
    if (below === undefined) return;
    walk.trail.push(key);
    enter(walk, slot, below, step + 1, depth);
    walk.trail.pop();
  }
}

function fill(walk: Walk, slot: ResolvedSlot, value: Json, depth: number): void {
  if (!isObject(value) || walk.found.length >= MAX_VIOLATIONS) return;
  const type = value["type"];
  const definition = slot.fixed ?? (typeof type === "string" ? slot.byType.get(type) : undefined);
  if (definition === undefined) return;
  const errors = definition.validate(value);
  if (errors !== null) note(walk, definition, value, errors);
  descend(walk, definition, value, depth + 1);
}
