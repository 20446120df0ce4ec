import type { RunResult } from "../result/run.ts";
import { nameOf } from "./failure.ts";
import type { ReportOptions } from "./options.ts";
import { clip, displayWidth, plural, safe, wrap } from "./text.ts";
import { groupViolations, strictest, unitOf } from "./violations.ts";

/** Most causes that are listed before the scenarios. */
export const mostCauses = 3;

/**
 * The most important causes, at most three lines each: level, rule, message, number of scenarios. They come before a long list of
 * scenarios, so that they are on the first screen. Findings of level MAY are left out.
 */
export function causeLines(run: RunResult, { paint, width }: ReportOptions): string[] {
  const groups = groupViolations(run).filter((group) => strictest(group) !== "may");
  const lines = groups.slice(0, mostCauses).flatMap((group) => {
    const level = strictest(group);
    const colour = level === "must" ? paint.red : paint.yellow;
    const word = `  ${level.toUpperCase().padEnd(7)}`;
    const name = `${safe(nameOf(group.first))}  `;
    const count = ` (${plural(group.scenarios.length, unitOf(run))})`;
    const message = safe(group.first.message);
    if (displayWidth(word + name + message + count) <= width)
      return [`${colour(word)}${name}${message}${count}`];
    // A message that is cut in the middle is hard to read, so it gets its own lines.
    const indent = " ".repeat(word.length + 2);
    const room = Math.max(20, width - indent.length);
    return [
      `${colour(word)}${name.trimEnd()}${count}`,
      ...wrap(indent, clip(message, 2 * room - 20), width),
    ];
  });
  const rest = groups.length - mostCauses;
  if (rest > 0) lines.push(`  ... and ${plural(rest, "more cause")}`);
  return lines.length === 0 ? [] : [paint.bold("causes"), ...lines];
}
