import { grouped } from "../json/json.ts";
import type { RunResult } from "../result/run.ts";
import type { ReportOptions } from "./options.ts";
import { cutAtWord } from "./causes.ts";
import { plural, safe, wrap } from "./text.ts";
import { shortNames, unitOf } from "./violations.ts";

/** What of a scenario shows neither that it conforms nor that it does not. */
interface Open {
  scenario: string;
  reason: string;
  /** True if the scenario has failed because of something else. */
  beside: boolean;
}

/** The reason if the model did not do what it was asked for: `asked 2 times for a function call, got a message`. */
const vain = /: asked (?:once|\d+ times) for .+, got /;

/** Everything that could not be judged, once for each scenario and reason. */
function openIn({ scenarios }: RunResult): Open[] {
  return scenarios.flatMap(({ id, results }) => {
    const beside = results.flatMap(({ open }) => open ?? []);
    const alone = results.flatMap(({ verdict, reason }) =>
      verdict === "inconclusive" && !beside.includes(reason ?? "") ? (reason ?? []) : [],
    );
    return [
      ...Array.from(new Set(beside), (reason) => ({ scenario: id, reason, beside: true })),
      ...Array.from(new Set(alone), (reason) => ({ scenario: id, reason, beside: false })),
    ];
  });
}

/** Most lines of what could not be judged. */
const mostLines = 4;

/** A reason without what differs from run to run: the step and quoted values. */
const gist = (reason: string): string =>
  reason.replace(/^step \S+: /, "").replaceAll(/"[^"]*"/g, '"..."');

/**
 * What could not be judged beside findings, where the list of scenarios names only these; and what the model did not do, with what
 * helps.
 */
export function openLines(run: RunResult, { width, verbose, paint }: ReportOptions): string[] {
  const all = openIn(run);
  const beside = all.filter(({ beside: so }) => so);
  const kinds = [...grouped(beside, ({ reason }) => gist(reason))];
  const sorted = kinds.toSorted(([, a], [, b]) => b.length - a.length);
  const lines = sorted.slice(0, verbose ? undefined : mostLines).flatMap(([reason, those]) => {
    const names = those.map(({ scenario }) => safe(shortNames(run)(scenario)));
    const text = `${names.length > 1 ? `${names.length} ${unitOf(run)}s: ` : `${names.join()}: `}${safe(reason)}`;
    if (verbose) return wrap("  ?  ", `${text} (${names.join(", ")})`, width);
    return [`  ?  ${cutAtWord(text, width - 5)}`];
  });
  const more = sorted.length - lines.length;
  if (!verbose && more > 0) lines.push(`  and ${plural(more, "more reason")}`);
  if (lines.length > 0) {
    const title = "not judged to the end, beside the causes";
    lines.unshift(
      `${paint.bold(title)} (${plural(new Set(beside.map((one) => one.scenario)).size, unitOf(run))})`,
    );
  }
  return [...lines, ...dullNote(all, run, width).map(paint.yellow)];
}

/** A note if the model did not do what scenarios need, and what helps. */
function dullNote(all: readonly Open[], run: RunResult, width: number): string[] {
  const vainly = all.filter(({ reason }) => vain.test(reason));
  const count = new Set(vainly.map(({ scenario }) => scenario)).size;
  if (count === 0) return [];
  const needed = `what ${plural(count, unitOf(run))} ${count === 1 ? "needs" : "need"}`;
  return wrap("", `The model did not do ${needed}. --model NAME tests another one.`, width);
}
