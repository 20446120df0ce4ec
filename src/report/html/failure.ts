import type { RunResult } from "../../result/run.ts";
import { causeName, everyCase, strictest } from "../../result/causes.ts";
import { expectationId, violationsIn, type Violation } from "../../result/violation.ts";
import { consequences, excerptLines, followersOf, messageLine, locationOf } from "../failure.ts";
import { plain } from "../paint.ts";
import { specPlace, specsAbout } from "../spec.ts";
import { clip, plural } from "../text.ts";
import { levelText, shortNames, unitOf } from "../violations.ts";
import { levelBadge, marks } from "./badges.ts";
import { differing, type Parts } from "./differ.ts";
import type { Failure, Place } from "./failures.ts";
import { scenarioId } from "./ids.ts";
import { streamOf } from "./streams.ts";
import { h, link, type Child, type Element } from "./node.ts";
import { facts as factsView } from "./parts.ts";

/** Longest evidence value that is shown, in UTF-16 units. */
const mostValue = 4000;

/** A kind of violation: one line, and all evidence inside. */
export function failureView(run: RunResult, failure: Failure, open: boolean): Element {
  const { id, group, waived, places } = failure;
  const { first } = group;
  const all = everyCase(group);
  const level = strictest(all);
  const dialects = [...all.levels];
  const suites = new Set(places.map(({ violation }) => violation.scenario.suite));
  const verdictAt = (at: typeof level) =>
    waived === undefined ? ({ must: "fail", should: "warn", may: "pass" } as const)[at] : "waived";
  const count = group.everywhere.length;
  return h(
    "details",
    {
      class: "item failure",
      "data-kind": "failure",
      id,
      open,
      "data-suites": [...suites].map(encodeURIComponent).join(" "),
      "data-marks": marks(
        dialects.map(([dialect, at]) => ({ dialect, verdict: verdictAt(at), levels: [at] })),
      ),
    },
    h(
      "summary",
      levelBadge(level, levelText(all, run), waived !== undefined),
      " ",
      h("h3", causeName(first)),
      " ",
      h("span.count", `in ${plural(count, unitOf(run))}`),
      h(
        "span.message",
        clip(`${group.message} (${plural(group.scenarios.length, unitOf(run))})`, 400),
      ),
    ),
    h("div.inside", places[0] && evidenceView(run, failure, places[0])),
    places.length > 1 && elsewhere(run, failure),
  );
}

/** All places of a failure, as links to their evidence. */
function elsewhere(run: RunResult, { group, places }: Failure): Element {
  const short = shortNames(run);
  const items = places.map(({ id, violation, dialects }) => {
    const { scenario, step, message } = violation;
    const own = message === group.first.message ? "" : `: ${clip(message, 200)}`;
    const where = `${short(scenario.id)}${step === "" ? "" : `, step ${step}`}`;
    const judged =
      dialects.length < everyCase(group).levels.size ? ` [${dialects.join(", ")}]` : "";
    return h("li", { id }, h("a", { href: `#${id}` }, where), judged + own);
  });
  return h(
    "details.elsewhere",
    h("summary", `The same finding in ${plural(places.length, "place")}`),
    h("ol", items),
  );
}

/** The evidence of one place: the requirement, what came, where, and the commands to repeat it. */
export function evidenceView(
  run: RunResult,
  { group }: Pick<Failure, "group">,
  { violation, dialects }: Place,
): Element {
  const alike = violationsIn(run, violation.scenario, violation.dialect).filter(
    ({ step }) => step === violation.step,
  );
  const { finding, expectation, scenario, step, rule } = violation;
  const judged =
    run.dialects.length > 1 && dialects.length < run.dialects.length
      ? ` (judged by ${dialects.join(", ")})`
      : "";
  const facts: [string, Child][] = [
    [
      unitOf(run),
      [
        h("a", { href: `#${scenarioId(scenario.id)}` }, scenario.id),
        `${step === "" ? "" : `, step ${step}`}${judged}`,
      ],
    ],
    ["finding", messageLine(violation) === group.message ? undefined : messageLine(violation)],
    [
      "requirement",
      rule
        ? `${rule.title} (${levelsOf(run, violation)})`
        : `${scenario.title}: expectation of the scenario`,
    ],
    ["spec", specs(run, specsAbout(rule?.spec ?? scenario.spec, finding?.args["type"]))],
    ["waived", violation.waived],
    ["at", finding && locationOf(finding)],
    ["file", expectation?.place],
    ["follows", consequences(followersOf(finding))],
  ];
  return h(
    "div.evidence",
    table(facts),
    values(violation),
    finding && finding.excerpt.length > 0 && excerpt(violation),
    commands(violation),
    streamOf(run, { scenario, step: violation.sent }, alike, violation),
  );
}

/** The level of the rule in each dialect. */
function levelsOf(run: RunResult, { rule }: Violation): string {
  const levels = run.dialects.map(({ name }) => [name, rule?.requirement[name] ?? "off"] as const);
  const alike = new Set(levels.map(([, level]) => level)).size === 1;
  const [first] = levels;
  return alike && first
    ? first[1].toUpperCase()
    : levels.map(([name, level]) => `${level.toUpperCase()} in ${name}`).join(", ");
}

export const specs = (run: RunResult, references: readonly string[]): Child =>
  references.map((reference) => {
    const { named, url } = specPlace(reference, run.dialects);
    return h("span.line", link(url, named));
  });

/** Facts with their names; unknown facts are left out. */
export function table(entries: readonly [string, Child][]): Element {
  const known = entries.filter(
    ([, value]) =>
      value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return factsView(known);
}

function values({ finding, expectation }: Violation): Child {
  const expected = finding?.expected ?? expectation?.expected ?? "";
  const actual = finding?.actual ?? expectation?.actual ?? "";
  const [left, right] = differing(expected, actual) ?? [];
  const both = [
    expected !== "" && value("expected", left ? marked(left) : clip(expected, mostValue)),
    actual !== "" && value("actual", right ? marked(right) : clip(actual, mostValue)),
  ];
  return both.some(Boolean) && h("dl.values", both);
}

const value = (name: string, shown: Child): Element =>
  h("div", { class: name }, h("dt", name), h("dd", h("code", shown)));

/** A value with its differing part marked; if that part is empty, a gap is marked. */
const marked = ({ before, own, after }: Parts): Child => [
  clip(before, mostValue / 3),
  own === ""
    ? h("mark", { class: "gap", title: "the other value has more text here" })
    : h("mark", clip(own, mostValue / 3)),
  clip(after, mostValue / 3),
];

function excerpt({ finding }: Violation): Child {
  const lines = excerptLines(finding?.excerpt ?? [], plain);
  return h(
    "pre",
    { class: "excerpt", tabindex: 0 },
    h(
      "code",
      lines.map((line) =>
        h("span", { class: /^ +\| +\^ /.test(line) ? "caret" : false }, `${line}\n`),
      ),
    ),
  );
}

/** Commands that repeat the exchange, each with a button that copies it. */
function commands({ scenario, sent, id }: Violation): Child {
  const rows: [string, string | undefined][] = [
    ["redo", scenario.redo],
    [sent?.method === "WS" ? "websocat" : "curl", sent?.curl],
    ["explain", `responses-conformance explain ${id === expectationId ? scenario.id : id}`],
    ["tape", sent?.tape],
  ];
  return h(
    "dl.commands",
    rows.map(
      ([name, command]) =>
        command !== undefined &&
        command !== "" &&
        h(
          "div",
          h("dt", name),
          h(
            "dd",
            h("code", command),
            name !== "tape" &&
              h("button", { type: "button", class: "copy", "aria-label": `copy ${name}` }, "copy"),
          ),
        ),
    ),
  );
}
