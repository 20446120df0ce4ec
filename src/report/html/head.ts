import { totalsOf, exitCodes, type RunResult } from "../../result/run.ts";
import { notOffered, offeredNames } from "../capabilities.ts";
import type { ReportOptions } from "../options.ts";
import { plain } from "../paint.ts";
import { closingLine, summaryCost, unexercised, verdictOrder, verdictWords } from "../summary.ts";
import { plural } from "../text.ts";
import { causeName, everyCase, strictest } from "../../result/causes.ts";
import { unitOf } from "../violations.ts";
import { waiverLines } from "../waived.ts";
import { shownOf, type Shown } from "../scenarios.ts";
import { levelBadge, signs, tone } from "./badges.ts";
import type { Failure } from "./failures.ts";
import { table } from "./failure.ts";
import { h, type Child, type Element } from "./node.ts";
import { scrollingTable } from "./parts.ts";

/** A verdict and how many results have it. */
type Count = [Shown, number];

/** The top of the page: the verdict, the endpoint, the time and the version. */
export function headView(run: RunResult, options: ReportOptions): Element {
  const { tool, endpoint, startedAt, command, partial, shard } = run;
  const { exitCode } = options;
  const verdict: Shown =
    exitCode === exitCodes.conformant
      ? "pass"
      : exitCode === exitCodes.violation
        ? "fail"
        : "error";
  const whole = partial ?? (shard && `it has only shard ${shard.index} of ${shard.count}`);
  return h(
    "div.head",
    h(
      "h1",
      { class: tone(verdict) },
      `${signs[verdict]} ${closingLine(run, { ...options, paint: plain })}`,
    ),
    whole !== undefined && h("p.note", `This result is not complete: ${whole}.`),
    table([
      ["endpoint", endpoint?.baseUrl ?? plural(run.scenarios.length, "capture")],
      ["model", endpoint?.model],
      ["started", `${startedAt.slice(0, 10)} ${startedAt.slice(11, 19)} UTC`],
      ["command", `${tool.name} ${command}`],
      ["version", tool.version],
      ["cost", summaryCost(run).replace(/, suite version .*/, "")],
    ]),
  );
}

/** Most causes that are listed at the top; more of them would hide the rest of the summary. */
const mostCauses = 6;

/** The causes, one line with a link for each kind of failure that counts, so that they are on the first screen. */
function causes(run: RunResult, failures: readonly Failure[]): Child {
  const counting = failures.filter(
    ({ waived, group }) => waived === undefined && strictest(everyCase(group)) !== "may",
  );
  if (counting.length === 0) return undefined;
  const rest = counting.length - mostCauses;
  return [
    h("h3", "Causes"),
    h(
      "ul.causes",
      counting
        .slice(0, mostCauses)
        .map(({ id, group }) =>
          h(
            "li",
            levelBadge(
              strictest(everyCase(group)),
              strictest(everyCase(group)).toUpperCase(),
              false,
            ),
            " ",
            h("a", { href: `#${id}` }, causeName(group.first)),
            `: ${group.message} `,
            h("span.faint", `(${plural(group.scenarios.length, unitOf(run))})`),
          ),
        ),
      rest > 0 && h("li", h("a", { href: "#failures" }, `and ${plural(rest, "more cause")}`)),
    ),
  ];
}

/** The causes, and the counts of each dialect and each suite. */
export function summaryView(
  run: RunResult,
  options: ReportOptions,
  failures: readonly Failure[],
): Element {
  const waivers = waiverLines(run, { ...options, paint: plain, quiet: false }).filter(
    (line) => !line.startsWith("WAIVED"),
  );
  return h(
    "section",
    { id: "summary", "aria-labelledby": "summary-title" },
    h("h2", { id: "summary-title" }, "Summary"),
    causes(run, failures),
    h(
      "div.cards",
      run.dialects.map((dialect) => card(run, dialect)),
    ),
    waivers.length > 0 &&
      h(
        "ul.note",
        waivers.map((line) => h("li", line.replaceAll(/ {2,}/g, " "))),
      ),
    capabilities(run),
    suites(run),
  );
}

/** What the endpoint offers, and what was seen of the rest. */
function capabilities(run: RunResult): Child {
  if (run.capabilities === undefined || run.capabilities.length === 0) return undefined;
  const lacking = notOffered(run);
  return [
    h("h3", "Capabilities"),
    h("p", `Offered: ${offeredNames(run).join(", ") || "nothing"}.`),
    lacking.length > 0 &&
      h(
        "ul",
        lacking.map(({ capability, state, reason }) =>
          h("li", h("b", `${capability} `), `${state}: ${reason}`),
        ),
      ),
  ];
}

function card(run: RunResult, { name, title, schemaHash }: RunResult["dialects"][number]): Element {
  const totals = totalsOf(run, name);
  const idle = unexercised(run, name);
  const counts = countsOf(run, name, () => true);
  return h(
    "div.card",
    h("h3", title),
    bar(counts),
    h(
      "p.counts",
      chips(counts, name, "", (verdict) =>
        verdict === "waived" ? "failed, waived" : verdictWords[verdict],
      ),
    ),
    h(
      "p",
      `${plural(totals.scenarios, unitOf(run))}, ${totals.must} MUST and ${totals.should} SHOULD findings, ` +
        `${totals.rulesExercised} of ${plural(totals.rulesInPlay, "rule")} exercised`,
      h("span.faint", `, schemas ${schemaHash.slice(0, 12)}`),
    ),
    idle.length > 0 &&
      h(
        "details",
        h("summary", `${plural(idle.length, "rule")} not exercised`),
        h(
          "ul.names",
          idle.map((rule) => h("li", rule)),
        ),
      ),
  );
}

/** The number of scenarios per verdict; waived failures are counted separately. */
function countsOf(run: RunResult, dialect: string, of: (suite: string) => boolean): Count[] {
  const counts = new Map<Shown, number>();
  for (const { suite, results } of run.scenarios)
    for (const result of of(suite) ? results : []) {
      if (result.dialect !== dialect) continue;
      const shown = shownOf(result);
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
    }
  return [...verdictOrder, "waived" as const].flatMap((verdict): Count[] => {
    const count = counts.get(verdict) ?? 0;
    return count > 0 ? [[verdict, count]] : [];
  });
}

/** Counts as links to the scenarios that have the verdict. */
const chips = (
  counts: readonly Count[],
  dialect: string,
  suite: string,
  word: (verdict: Shown) => string = (verdict) => verdict,
): Child =>
  counts.flatMap(([verdict, count]) => {
    const asked = new URLSearchParams({ verdict, dialect, ...(suite === "" ? {} : { suite }) });
    return [
      h(
        "a",
        { class: `badge ${tone(verdict)}`, href: `#scenarios?${asked.toString()}` },
        `${signs[verdict]} ${count} ${word(verdict)}`,
      ),
      " ",
    ];
  });

/** The shares of the verdicts as a bar; the counts beside it give the same as text. */
function bar(counts: readonly Count[]): Element {
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  let x = 0;
  return h(
    "svg",
    {
      class: "bar",
      viewBox: `0 0 ${Math.max(1, all)} 1`,
      preserveAspectRatio: "none",
      "aria-hidden": "true",
    },
    counts.map(([verdict, count]) => {
      const share = h("rect", { class: tone(verdict), x, y: 0, width: count, height: 1 });
      x += count;
      return share;
    }),
  );
}

function suites(run: RunResult): Element {
  const names = [...new Set(run.scenarios.map(({ suite }) => suite))];
  const rows = names.map((suite) =>
    h(
      "tr",
      h("th", { scope: "row" }, suite),
      run.dialects.map(({ name }) => {
        const counts = countsOf(run, name, (other) => other === suite);
        return h("td", chips(counts, name, suite));
      }),
    ),
  );
  const head = ["suite", ...run.dialects.map(({ name }) => name)];
  return scrollingTable("verdicts by suite", "By suite", head, rows);
}
