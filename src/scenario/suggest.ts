import { editDistance } from "../json/distance.ts";

/**
 * The known name that an unknown one most likely means, or undefined if none is similar.
 * @param known names in the order in which they are preferred
 */
export function nearest(unknown: string, known: Iterable<string>): string | undefined {
  const wanted = unknown.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const name = candidate.toLowerCase();
    // The same words in another order are nearer than most slips.
    const distance = sorted(name) === sorted(wanted) ? 1 : editDistance(wanted, name, bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** ` Did you mean "x"?`, or the empty text if no name is similar. Append it to a message. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const found = nearest(name, known);
  return found === undefined ? "" : ` Did you mean "${found}"?`;
}

const sorted = (name: string): string => name.split(/[-/]/).toSorted().join("-");
