import type { FilterValues } from "./filter.ts";

/** The content of the address fragment: the target, and the filters. */
export interface Address {
  target: string;
  /** Undefined if the address has no filters; then they stay as they are. */
  values: FilterValues | undefined;
}

/** Reads the fragment of the address: `#TARGET?name=value`. */
export function readAddress(): Address {
  const text = location.hash.slice(1);
  const at = text.indexOf("?");
  const target = at < 0 ? text : text.slice(0, at);
  return {
    target: decoded(target),
    values: at < 0 ? undefined : Object.fromEntries(new URLSearchParams(text.slice(at + 1))),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Writes the address without navigation and without an entry in the history. */
export function writeAddress(target: string, values: FilterValues): void {
  const query = new URLSearchParams(values).toString();
  const hash = `#${target}${query === "" ? "" : `?${query}`}`;
  try {
    history.replaceState(null, "", hash);
  } catch {
    // A page without an address of its own, as in a mail: links inside of it work all the same.
  }
}
