import type { RunResult } from "../../result/run.ts";
import type { ReportOptions } from "../options.ts";
import { plural } from "../text.ts";
import { shortNames, unitOf } from "../violations.ts";
import { page } from "./document.ts";
import { evidenceView, failureView } from "./failure.ts";
import { failuresOf, type Failure } from "./failures.ts";
import { headView, summaryView } from "./head.ts";
import { scenarioId, traceId } from "./ids.ts";
import { matrixData } from "./matrix.ts";
import { h, type Child } from "./node.ts";
import { barView, choicesFor, failureKeys, frame } from "./parts.ts";
import { scenarioBody, scenarioView } from "./scenario.ts";

/**
 * The run as one page for a browser, without external resources. The failures can be read without its script, which adds the
 * filters, the matrix and the streams.
 */
export function htmlReport(run: RunResult, options: ReportOptions): string {
  const failures = failuresOf(run);
  const unit = unitOf(run);
  const short = shortNames(run);
  const units = `${unit[0]?.toUpperCase()}${unit.slice(1)}s`;
  const sections: [string, string][] = [
    ["summary", "Summary"],
    ["failures", "Failures"],
    ["matrix", "Matrix"],
    ["scenarios", units],
  ];
  const suites = run.scenarios.map(({ suite }) => suite);
  const dialects = run.dialects.map(({ name }) => name);
  const body = frame(
    `${run.tool.name} ${run.tool.version}`,
    headView(run, options),
    failureKeys,
    barView(sections, choicesFor(suites, dialects)),
    h(
      "main",
      { id: "main", tabindex: -1 },
      summaryView(run, options, failures),
      failureSection(run, failures),
      h(
        "section",
        { id: "matrix", class: "scripted", "aria-labelledby": "matrix-title", tabindex: -1 },
        h("h2", { id: "matrix-title" }, `${units} by rules`),
        h("div", { id: "matrix-body" }),
      ),
      h(
        "section",
        { id: "scenarios", "aria-labelledby": "scenarios-title", tabindex: -1 },
        h("h2", { id: "scenarios-title" }, units),
        [...new Set(suites)].map((suite) => [
          h("h3.group", suite),
          run.scenarios
            .filter((scenario) => scenario.suite === suite)
            .map((scenario) => scenarioView(scenario, unit, short)),
        ]),
      ),
      h("noscript", h("p.note", "Filters, streams and the matrix need JavaScript.")),
    ),
  );
  const subject = run.endpoint?.baseUrl ?? plural(run.scenarios.length, unit);
  return page(`${run.tool.name}: ${subject}`, body, blocksOf(run, failures));
}

/** The data that the script shows on demand: places of failures, scenarios, the matrix, the streams. */
function blocksOf(run: RunResult, failures: readonly Failure[]): [id: string, data: unknown][] {
  const places = failures.flatMap(({ places, group }) =>
    places.length < 2
      ? []
      : places.map((place) => [place.id, evidenceView(run, { group }, place)] as const),
  );
  const scenarios = run.scenarios.map(
    (scenario) => [scenarioId(scenario.id), scenarioBody(run, scenario, failures)] as const,
  );
  const traces = run.scenarios.flatMap(({ id, steps }) =>
    steps.flatMap((step): [string, unknown][] =>
      step.traces && step.traces.length > 0 ? [[traceId(id, step.id), step.traces]] : [],
    ),
  );
  return [
    ["inside", Object.fromEntries([...places, ...scenarios])],
    ["matrix-data", matrixData(run, failures)],
    ...traces,
  ];
}

function failureSection(run: RunResult, failures: readonly Failure[]): Child {
  const counted = failures.filter(({ waived }) => waived === undefined);
  const waived = failures.filter(({ waived }) => waived !== undefined);
  return h(
    "section",
    { id: "failures", "aria-labelledby": "failures-title", tabindex: -1 },
    h("h2", { id: "failures-title" }, "Failures"),
    counted.length === 0 && h("p", "No violation was found."),
    counted.map((failure, at) => failureView(run, failure, at === 0)),
    waived.length > 0 && [
      h("h2", "Waived failures"),
      waived.map((failure) => failureView(run, failure, false)),
    ],
  );
}
