import {
  causeName,
  causesOf,
  everyCase,
  strictest,
  type Case,
  type Cause,
} from "../result/causes.ts";
import type { RunResult } from "../result/run.ts";
import { timesOf } from "../result/violation.ts";
import { consequences, headline, locationOf, nameOf, renderFull, verdictWord } from "./failure.ts";
import type { ReportOptions } from "./options.ts";
import { clip, fitted, plural, safe, wrap } from "./text.ts";
import { levelText, shortNames, unitOf } from "./violations.ts";

/** Most lines of a cause; the rest is shown with --verbose. */
const mostPerCause = 6;

/** Longest headline, in UTF-16 units: what does not fit is left out at its end. */
const mostHeadline = 330;

/** The causes that are told: those of level MAY only in a verbose report. */
export const toldCauses = (run: RunResult, { verbose }: { verbose: boolean }): Cause[] =>
  causesOf(run).filter((cause) => verbose || strictest(everyCase(cause)) !== "may");

/** A text of at most `limit` units that ends with a whole word. */
export function cutAtWord(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 4);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), limit / 2))} ...`;
}

/** The number of scenarios, and how often it was seen if that is more. */
function countText({ scenarios, count }: Case, unit: string): string {
  const where = plural(scenarios.length, unit);
  return count > scenarios.length ? `${where}, ${plural(count, "time")}` : where;
}

/** The mistake in words and where it shows; a long text takes several lines. */
function messageLines(cause: Cause, run: RunResult, width: number): string[] {
  const unit = unitOf(run);
  const counted = cause.scenarios.length > 1 ? ` (${countText(cause, unit)})` : timesText(cause);
  return wrap("  ", `${cutAtWord(safe(cause.message), mostHeadline)}${counted}`, width);
}

const timesText = ({ first, count }: Cause): string => {
  const times = timesOf(first);
  if (count > times) return ` (${plural(count, "time")})`;
  const where =
    first.sent && first.sent.sent > 1 ? `${first.sent.sent} exchanges` : "this exchange";
  return times > 1 ? ` (${times} times in ${where})` : "";
};

/**
 * A cause in at most six lines: rule, level and clearest case; the mistake and how often it was seen; the place of that case,
 * expected and actual; other scenarios, other cases, what follows from it.
 */
export function causeLines(cause: Cause, run: RunResult, options: ReportOptions): string[] {
  const { paint, width } = options;
  const { first, others, blocked, sort, scenarios } = cause;
  const unit = unitOf(run);
  const lines = [headline(first, levelText(cause, run), paint), ...messageLines(cause, run, width)];
  const more: (string | undefined)[] = [];
  // What was seen of an ignored capability is in its message.
  if (sort !== "ignored")
    more.push(first.finding && locationOf(first.finding), valuesLine(cause, options));
  if (blocked.length > 0)
    more.push(`${plural(blocked.length, unit)} cannot be tested because of it`);
  const elsewhere = scenarios.filter((id) => id !== first.scenario.id).map(shortNames(run));
  if (others.length > 0) more.push(othersLine(others, run, width - 2));
  if (elsewhere.length > 0) more.push(`also in ${fitted(elsewhere.map(safe), width - 24)}`);
  const follows = consequences(cause.follows);
  if (follows !== undefined) more.push(cutAtWord(follows, width - 2));
  const told = more.filter((text) => text !== undefined).map((text) => `  ${text}`);
  return [...lines, ...told].slice(0, mostPerCause);
}

function valuesLine(
  { first: { finding, expectation } }: Cause,
  { paint, width }: ReportOptions,
): string | undefined {
  const expected = finding?.expected ?? expectation?.expected;
  const actual = finding?.actual ?? expectation?.actual;
  const room = width - "  expected , actual ".length;
  if (expected === undefined && actual === undefined) return undefined;
  const shown = [expected, actual].map((value) => safe(value ?? ""));
  const [want = "", got = ""] = shown;
  const half = Math.floor(room / 2);
  const forGot = Math.max(half, room - want.length);
  const left = clip(want, Math.max(half, room - got.length));
  const right = clip(got, forGot);
  const parts = [
    ...(left === "" ? [] : [`${paint.dim("expected")} ${paint.green(left)}`]),
    ...(right === "" ? [] : [`${paint.dim("actual")} ${paint.red(right)}`]),
  ];
  return parts.join(", ");
}

/** The cases with other texts, as many as a line has room for; each with its count and its level. */
function othersLine(others: readonly Case[], run: RunResult, room: number): string {
  const unit = unitOf(run);
  const texts = others.map((one) => {
    const level = levelText(one, run);
    return `${safe(one.message)} (${level}, ${plural(one.scenarios.length, unit)})`;
  });
  const free = room - "also:  and 99 more".length;
  const [head = ""] = texts;
  if (head.length <= free) return `also: ${fitted(texts, free)}`;
  const more = texts.length > 1 ? ` and ${texts.length - 1} more` : "";
  return `also: ${cutAtWord(head, free)}${more}`;
}

/** A cause as one text: rule, level, the mistake, where it shows. */
export const causeSummary = (cause: Cause, run: RunResult): string =>
  `${causeName(cause.first)} ${levelText(cause, run)}: ${cause.message} (${countText(cause, unitOf(run))})`;

/** Fewest words of a clause. */
const leastWords = 4;

/** The main clause of a message that is too long for its line; the end of it is left out only if that does not fit either. */
function brief(message: string, room: number): string {
  if (message.length <= room) return message;
  const [main = ""] = message.split(/: |; /);
  // A name before a colon is not a clause.
  return cutAtWord(main.split(" ").length < leastWords ? message : main, room);
}

/**
 * A cause by name: rule, level, the mistake, where it shows.
 * @param whole the whole sentence, on as many lines as it needs; else as much as one line holds
 */
function namedLines(
  cause: Cause,
  run: RunResult,
  { paint, width }: ReportOptions,
  whole: boolean,
): string[] {
  const { first, scenarios, blocked, sort } = cause;
  const name = sort === "ignored" ? safe(first.scenario.id) : nameOf(first);
  const reach = plural(blocked.length > 0 ? blocked.length : scenarios.length, unitOf(run));
  const tail = ` (${reach}${blocked.length > 0 ? " not tested" : ""})`;
  const word = verdictWord[first.level];
  const lead = `${word}  ${name}  ${safe(levelText(cause, run))}  `;
  const colour = first.level === "must" ? paint.red : paint.yellow;
  const message = safe(cause.message);
  const room = Math.max(30, width - lead.length - tail.length);
  const [head = "", ...rest] = whole
    ? wrap("", `${lead}${cutAtWord(message, mostHeadline)}${tail}`, width)
    : [`${lead}${brief(message, room)}${tail}`];
  const more = rest.length === 0 ? [] : wrap("      ", rest.join(" "), width);
  return [colour(word) + head.slice(word.length), ...more];
}

/** A cause with all its evidence, its other cases and all its places. */
function wholeCause(cause: Cause, run: RunResult, options: ReportOptions): string[] {
  const { first, others, everywhere, blocked } = cause;
  const { paint, width } = options;
  const unit = unitOf(run);
  const level = levelText(cause, run);
  const lines = [
    headline(first, level, paint),
    ...messageLines(cause, run, width),
    ...renderFull(first, run, { paint, level }).slice(cause.message === first.message ? 2 : 1),
  ];
  for (const one of others)
    lines.push(
      ...wrap(
        "  also: ",
        `${safe(one.message)} (${levelText(one, run)}, ${countText(one, unit)})`,
        width,
      ),
    );
  const elsewhere = everywhere.filter((id) => id !== first.scenario.id).map(shortNames(run));
  if (elsewhere.length > 0) {
    const lead = `  also in ${plural(elsewhere.length, `other ${unit}`)}: `;
    lines.push(...wrap(lead, elsewhere.map(safe).join(", "), width));
  }
  if (blocked.length > 0)
    lines.push(
      ...wrap(
        `  ${plural(blocked.length, unit)} cannot be tested because of it: `,
        blocked.map(safe).join(", "),
        width,
      ),
    );
  return lines;
}

/** Lines that are kept free for the hints, and for a line that counts the causes that have none. */
const spare = 5;

/** How to see what the report left out. */
const programHint =
  "--verbose shows all findings in full; --reporter json=FILE writes them to a file";

/**
 * The causes, the first ones with their evidence, as far as there is room; the others in one line each.
 * @param space `room`: lines in all if some causes have their evidence; `most`: if each has one line; `whole`: the first cause with all its evidence
 */
export function failureLines(
  run: RunResult,
  options: ReportOptions,
  { room, most = room, whole = false }: { room: number; most?: number; whole?: boolean },
  hint = programHint,
): string[] {
  const causes = toldCauses(run, options);
  if (options.verbose)
    return causes.flatMap((cause, at) => [
      ...(at > 0 ? [""] : []),
      ...wholeCause(cause, run, options),
    ]);
  const blocks = causes.map((cause, at) =>
    whole && at === 0 ? wholeCause(cause, run, options) : causeLines(cause, run, options),
  );
  const sentences = causes.map((cause) => namedLines(cause, run, options, true));
  const full = fullBlocks(
    blocks,
    sentences.map(({ length }) => length),
    room - spare,
  );
  const lines = blocks.slice(0, full).flatMap((block, at) => [...(at > 0 ? [""] : []), ...block]);
  const others = causes.slice(full);
  const free = Math.max(0, most - lines.length - spare);
  const shown = others.length > free + 1 ? others.slice(0, free) : others;
  // Sentences are whole as long as there is room.
  const inFull = sentences.slice(full, full + shown.length).flat();
  const named =
    inFull.length <= free
      ? inFull
      : shown.flatMap((cause) => namedLines(cause, run, options, false));
  if (named.length > 0) lines.push("", ...named);
  if (others.length > shown.length)
    lines.push(`... and ${plural(others.length - shown.length, "more cause")}`);
  if (lines.length > 0 && !options.quiet) lines.push("", ...hintLines(causes, options, hint));
  else if (others.length > 0) lines.push(options.paint.dim(hint));
  return lines;
}

/**
 * How many causes can be shown in full if each of the others has what it needs; one at least.
 * @param named lines that each needs if it is only named
 */
function fullBlocks(blocks: readonly string[][], named: readonly number[], room: number): number {
  let used = 0;
  let rest = named.reduce((sum, lines) => sum + lines, 0);
  for (const [at, block] of blocks.entries()) {
    used += block.length + (at > 0 ? 1 : 0);
    rest -= named[at] ?? 0;
    if (at > 0 && used + rest + (rest > 0 ? 1 : 0) > room) return at;
  }
  return blocks.length;
}

function hintLines(causes: readonly Cause[], { paint }: ReportOptions, hint: string): string[] {
  const ruled = causes.find(({ first }) => first.finding !== undefined);
  const [first] = causes;
  const lines = [hint];
  const redo = safe(first?.first.scenario.redo ?? "");
  if (redo === "") return lines.map((line) => paint.dim(line));
  if (ruled)
    lines.push(
      `responses-conformance explain ${safe(ruled.first.id)} says why clients break, and how to fix it`,
    );
  // A probe belongs to no scenario that could be run by itself.
  if (first?.sort !== "ignored") lines.push(`redo: ${redo}`);
  return lines.map((line) => paint.dim(line));
}
