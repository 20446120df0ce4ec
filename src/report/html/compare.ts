import { exitCodes } from "../../result/run.ts";
import { changes, type Cell, type Change, type Comparison, type Row } from "../compare.ts";
import { aboutResult, comparisonLine } from "../compare-text.ts";
import { plural } from "../text.ts";
import { badge, signs, tone } from "./badges.ts";
import { page } from "./document.ts";
import { h, type Child, type Element } from "./node.ts";
import { barView, facts, frame, scrollingTable } from "./parts.ts";

const idOf = (change: Change): string => change.replaceAll(" ", "-");

/** The comparison of results as one page for a browser; what changed comes first. */
export function compareHtml(comparison: Comparison): string {
  const { results, rows, dialects, exitCode } = comparison;
  const there = changes.filter((change) => rows.some((row) => row.change === change));
  const [first] = results;
  const tool = first ? `${first.run.tool.name} ${first.run.tool.version}` : "";
  const verdict = exitCode === exitCodes.conformant ? "pass" : "fail";
  const body = frame(
    tool,
    h(
      "div.head",
      h("h1", { class: tone(verdict) }, `${signs[verdict]} ${comparisonLine(comparison)}`),
      facts(results.map((result) => [result.name, aboutResult(result)])),
    ),
    [],
    barView(
      [["rules", "Rules"], ...there.map((change): [string, string] => [idOf(change), change])],
      [
        ["verdict", "change", there],
        ["suite", "suite", [...new Set(rows.map(({ suite }) => suite))]],
        ["dialect", "dialect", dialects.map(({ name }) => name)],
      ],
    ),
    h(
      "main",
      { id: "main", tabindex: -1 },
      rulesView(comparison),
      there.map((change) =>
        h("div", { id: idOf(change), tabindex: -1 }, changeView(comparison, change)),
      ),
    ),
  );
  return page(`${tool}: ${plural(results.length, "result")} compared`, body, []);
}

function rulesView({ rules, results }: Comparison): Element {
  const rows = rules.map(({ rule, counts }) =>
    h(
      "tr",
      h("th", { scope: "row" }, rule),
      counts.map((count) =>
        h("td", { class: count > 0 ? "fail" : "pass" }, count > 0 ? `✗ ${count}` : "✓ 0"),
      ),
    ),
  );
  return h(
    "section",
    { id: "rules", "aria-labelledby": "rules-title", tabindex: -1 },
    h("h2", { id: "rules-title" }, "Violated rules"),
    rules.length === 0
      ? h("p", "No result violates a rule.")
      : scrollingTable(
          "rules",
          "number of scenarios that violate the rule",
          ["rule", ...results.map(({ name }) => name)],
          rows,
        ),
  );
}

function changeView({ rows, results, dialects }: Comparison, change: Change): Child {
  const those = rows.filter((row) => row.change === change);
  const several = dialects.length > 1;
  const head = ["scenario", ...(several ? ["dialect"] : []), ...results.map(({ name }) => name)];
  const contents = scrollingTable(
    change,
    plural(those.length, "scenario"),
    head,
    those.map((row) => rowView(row, several)),
  );
  // Unchanged scenarios are folded.
  return change === "same"
    ? h("details", h("summary", h("h2", `${change} (${those.length})`)), contents)
    : [h("h2", `${change} (${those.length})`), contents];
}

function rowView(
  { scenario, title, suite, dialects, change, cells }: Row,
  several: boolean,
): Element {
  return h(
    "tr",
    {
      class: "item",
      "data-kind": "scenario",
      "data-suites": encodeURIComponent(suite),
      "data-marks": dialects
        .map((dialect) => [dialect, change, ""].map(encodeURIComponent).join(" "))
        .join(";"),
    },
    h("th", { scope: "row" }, scenario, h("span.message", title)),
    several && h("td", dialects.join(", ")),
    cells.map((cell) => h("td", cell ? cellView(cell) : h("span.faint", "not run"))),
  );
}

function cellView({ verdict, broken, added, gone, reason }: Cell): Child {
  return [
    badge(verdict),
    broken.map((rule) => h("span.line", added.includes(rule) ? h("b", `+ ${rule}`) : rule)),
    gone.map((rule) => h("span.line", h("del", rule), " is no longer violated")),
    broken.length + gone.length === 0 && reason !== undefined && h("span.line", reason),
  ];
}
