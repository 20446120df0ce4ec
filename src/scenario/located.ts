import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from "yaml";
import type { Json } from "../json/json.ts";
import type { SourceError, SourcePlace } from "./types.ts";

/** A value of a YAML file, with its place. */
export type Located = LocatedMap | LocatedList | LocatedScalar;

export interface LocatedMap {
  kind: "map";
  place: SourcePlace;
  entries: Map<string, { place: SourcePlace; value: Located }>;
}

interface LocatedList {
  kind: "list";
  place: SourcePlace;
  items: Located[];
}

export interface LocatedScalar {
  kind: "scalar";
  place: SourcePlace;
  value: string | number | boolean | null;
}

/** Aliases can make a small file huge: this bounds what it may unfold to. */
const maxNodes = 20_000;
const maxDepth = 100;

/** Thrown to stop reading a file that passes a bound, or that cannot be made sense of. */
class Unreadable extends Error {}

/**
 * Parses one YAML document (1.2, core types) and keeps the place of each value.
 * @param file name for the places
 * @returns the root (undefined if the file cannot be used), and every error that was found
 */
export function parseLocated(
  text: string,
  file: string,
): { root: Located | undefined; errors: SourceError[] } {
  const lines = new LineCounter();
  const at = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const errors: SourceError[] = [];
  const fail = (place: SourcePlace, message: string): void =>
    void errors.push({ ...place, message });

  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    // The parser recurses: absurd nesting ends it with a RangeError.
    const why = error instanceof RangeError ? "its values are nested too deeply" : String(error);
    return {
      root: undefined,
      errors: [{ file, line: 0, column: 0, message: `cannot be read as YAML: ${why}` }],
    };
  }
  // One mistake in the syntax often makes the parser stumble several times more: the first one is what helps.
  const [broken] = [...document.errors, ...document.warnings];
  if (broken) {
    fail(at(broken.pos[0]), explainSyntax(broken.code, broken.message));
    return { root: undefined, errors };
  }

  let nodes = 0;
  // What an alias stands for, as of the place that was reached: the parser's own look-up goes through the whole file.
  const anchors = new Map<string, unknown>();
  let inAlias = 0;
  const walk = (node: unknown, depth: number, parent: SourcePlace): Located => {
    const place = hasRange(node) ? at(node.range[0]) : parent;
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) {
      fail(place, depth > maxDepth ? "is nested too deeply" : "expands to too many values");
      throw new Unreadable();
    }
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) {
        inAlias += 1;
        const value = walk(target, depth + 1, place);
        inAlias -= 1;
        return { ...value, place };
      }
      fail(place, `the alias *${node.source} is not defined; no &${node.source} comes before it`);
      throw new Unreadable();
    }
    if (inAlias === 0 && hasAnchor(node)) anchors.set(node.anchor, node);
    if (isSeq(node))
      return { kind: "list", place, items: node.items.map((item) => walk(item, depth + 1, place)) };
    if (isMap(node)) {
      const entries: LocatedMap["entries"] = new Map();
      for (const pair of node.items) {
        const keyPlace = hasRange(pair.key) ? at(pair.key.range[0]) : place;
        const key = keyText(pair.key);
        const value = walk(pair.value, depth + 1, keyPlace);
        const earlier = key === undefined ? undefined : entries.get(key);
        if (key === undefined) fail(keyPlace, "a key must be plain text");
        else if (key === "<<")
          fail(keyPlace, "merge keys (<<) are not supported; repeat the values");
        else if (earlier)
          fail(keyPlace, `the key "${key}" is set twice; first in line ${earlier.place.line}`);
        else entries.set(key, { place: keyPlace, value });
      }
      return { kind: "map", place, entries };
    }
    const value: unknown = isScalar(node) ? node.value : null;
    if (typeof value === "number" && !Number.isFinite(value))
      fail(place, "the value is not a JSON number");
    if (typeof value === "string" || typeof value === "boolean" || typeof value === "number")
      return { kind: "scalar", place, value };
    return { kind: "scalar", place, value: null };
  };
  try {
    return { root: walk(document.contents, 0, { file, line: 1, column: 1 }), errors };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { root: undefined, errors };
  }
}

/** The value without its places. */
export function toJson(located: Located): Json {
  if (located.kind === "scalar") return located.value;
  if (located.kind === "list") return located.items.map(toJson);
  // `fromEntries` defines own properties, so that a key such as __proto__ stays plain data.
  return Object.fromEntries([...located.entries].map(([key, { value }]) => [key, toJson(value)]));
}

/** What a value is, for messages: `a list`, `the number 5`, `nothing`. */
export function describeLocated(located: Located): string {
  if (located.kind === "map") return "a map";
  if (located.kind === "list") return "a list";
  const { value } = located;
  if (value === null) return "nothing";
  if (typeof value === "string")
    return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return `${typeof value === "number" ? "the number " : ""}${String(value)}`;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function hasAnchor(node: unknown): node is { anchor: string } {
  return (
    typeof node === "object" && node !== null && "anchor" in node && typeof node.anchor === "string"
  );
}

function keyText(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value } = node;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

function explainSyntax(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; write one scenario per file";
  if (code === "TAB_AS_INDENT") return "a tab indents this line; YAML needs spaces";
  if (code === "BLOCK_AS_IMPLICIT_KEY")
    return 'not valid YAML: a text that has ": " needs quotes, and lines of one level need the same indentation';
  return `not valid YAML: ${message.split("\n")[0] ?? ""}`;
}
