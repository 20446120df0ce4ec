import { hash } from "node:crypto";

/** Makes the next id with a given prefix, such as `resp` or `msg`. */
export type MakeId = (prefix: string) => string;

/**
 * Ids that never repeat within one server and are the same in every run:
 * a counter, mixed with the seed so that they look as opaque as a real server's.
 */
export function idMaker(seed: string): MakeId {
  let count = 0;
  return (prefix) => {
    const serial = (count++).toString(16).padStart(8, "0");
    return `${prefix}_${serial}${digest(`${seed}:${serial}`).slice(0, 24)}`;
  };
}

/** A hex digest: the server's only source of "random" looking text. */
export function digest(text: string): string {
  return hash("sha256", text);
}
