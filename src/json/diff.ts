import { isObject, type Json } from "./json.ts";
import { escapeToken } from "./pointer.ts";

/** A place where two JSON values differ. A missing key has the value undefined. */
export interface Difference {
  pointer: string;
  left: Json | undefined;
  right: Json | undefined;
}

/**
 * The first differences between two JSON values, depth first, at most `limit`.
 * Key order never counts; 1 and 1.0 are the same number.
 * @param ignore true for pointers to skip, with everything below them.
 */
export function diffJson(
  left: Json | undefined,
  right: Json | undefined,
  {
    limit = 5,
    ignore = () => false,
  }: { limit?: number; ignore?: (pointer: string) => boolean } = {},
): Difference[] {
  const found: Difference[] = [];
  const walk = (a: Json | undefined, b: Json | undefined, at: string): void => {
    if (found.length >= limit || a === b || ignore(at)) return;
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length); i++) walk(a[i], b[i], `${at}/${i}`);
    } else if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        walk(a[key], b[key], `${at}/${escapeToken(key)}`);
    } else found.push({ pointer: at, left: a, right: b });
  };
  walk(left, right, "");
  return found;
}

/** True if two JSON values are the same, in any order of keys. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  return diffJson(left, right, { limit: 1 }).length === 0;
}
