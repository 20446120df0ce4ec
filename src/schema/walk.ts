import { isObject, type Json } from "../json/json.ts";
import { escapeToken } from "../json/pointer.ts";
import type { CompiledSchemas, Slot, Validate } from "./compiled.ts";
import { explain, type SchemaViolation } from "./explain.ts";

/** Most violations that are reported for one payload. */
export const MAX_VIOLATIONS = 100;

/** Boundaries crossed below one root. Real payloads cross five; only a payload made to exhaust us crosses more. */
export const MAX_DEPTH = 16;

/** A definition with everything that is needed to walk it. */
export interface Definition {
  name: string;
  validate: Validate;
  slots: readonly ResolvedSlot[];
}

interface ResolvedSlot {
  path: readonly string[];
  /** The definition of a value there, by its own type. */
  find(type: Json | undefined): Definition | undefined;
}

/** The definitions of a revision by name, their slots tied to one another. */
export function link(compiled: CompiledSchemas): ReadonlyMap<string, Definition> {
  const byName = new Map<string, Definition>();
  const resolve = ([path, targets]: Slot): ResolvedSlot => ({
    path,
    find(type) {
      const file = typeof type === "string" ? `/${type}` : "/";
      for (const target of targets) {
        const found = byName.get(target.startsWith("=") ? target.slice(1) : target + file);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  });
  for (const [name, { validate, slots }] of Object.entries(compiled.definitions))
    byName.set(name, { name, validate, slots: slots.map(resolve) });
  return byName;
}

const NONE: readonly SchemaViolation[] = Object.freeze([]);

/**
 * Judges a value by a definition, and what stands in the definition's slots by theirs, down to the last.
 * @returns the violations, those of a value before those of what it holds; one shared empty list when there are none
 */
export function judge(definition: Definition, value: Json): readonly SchemaViolation[] {
  const valid = definition.validate(value);
  if (valid && definition.slots.length === 0) return NONE;
  const walk: Walk = { found: [], trail: [] };
  if (!valid) note(walk, definition, value);
  descend(walk, definition, value, 1);
  return walk.found.length === 0 ? NONE : walk.found;
}

interface Walk {
  found: SchemaViolation[];
  /** The way from the root to where the walk stands; a pointer is only made of it when something is wrong. */
  trail: (string | number)[];
}

/** Adds what is wrong with a value that was just found not to be valid. */
function note(walk: Walk, { name, validate }: Definition, value: Json): void {
  const errors = validate.errors ?? [];
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
  const definition = slot.find(value["type"]);
  if (definition === undefined) return;
  if (!definition.validate(value)) note(walk, definition, value);
  descend(walk, definition, value, depth + 1);
}
