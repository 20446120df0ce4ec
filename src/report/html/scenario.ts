import type { RunResult, ScenarioResult, StepResult } from "../../result/run.ts";
import { clip, duration, plural } from "../text.ts";
import { causeName } from "../../result/causes.ts";
import type { Violation } from "../../result/violation.ts";
import { reasonsOf, shownOf } from "../scenarios.ts";
import { badge, marks } from "./badges.ts";
import { specs, table } from "./failure.ts";
import type { Failure } from "./failures.ts";
import { scenarioId } from "./ids.ts";
import { streamOf } from "./streams.ts";
import { h, type Child, type Element } from "./node.ts";

/** A scenario in one line: its verdicts, its id, the reason. Its steps are filled in when it is opened. */
export function scenarioView(
  scenario: ScenarioResult,
  kind: string,
  short: (id: string) => string,
): Element {
  const { id, suite, title, results, durationMs, steps } = scenario;
  const entries = results.map((result) => ({
    dialect: result.dialect,
    verdict: shownOf(result),
    levels: new Set([...result.findings, ...result.expectations].map(({ level }) => level)),
  }));
  const unsent = durationMs === 0 && steps.length === 0;
  const why = [...new Set(results.map((result) => reasonsOf(result).join(", ")))]
    .filter((text) => text !== "")
    .join("; ");
  // The title of a capture is the name of its file.
  const texts = [id.endsWith(title) ? "" : title, clip(why, 300)].filter((text) => text !== "");
  return h(
    "details",
    {
      class: "item scenario",
      "data-kind": kind,
      id: scenarioId(id),
      "data-suites": encodeURIComponent(suite),
      "data-marks": marks(entries),
    },
    h(
      "summary",
      verdictsOf(scenario),
      " ",
      h("h4", short(id)),
      " ",
      h("span.count", unsent ? "not sent" : duration(durationMs)),
      h("span.message", texts.join(". ")),
    ),
    h("div.inside"),
  );
}

/** One badge if all dialects have the same verdict, else one for each. */
function verdictsOf({ results }: ScenarioResult): Child {
  const [first] = results;
  if (first && results.every((result) => shownOf(result) === shownOf(first)))
    return badge(shownOf(first));
  return results.map((result) => badge(shownOf(result), `${result.dialect}: ${shownOf(result)}`));
}

/** The inside of a scenario: its findings, its steps, the rules it exercised. */
export function scenarioBody(
  run: RunResult,
  scenario: ScenarioResult,
  failures: readonly Failure[],
): Element {
  const places = failures.flatMap(({ places }) =>
    places.filter(({ violation }) => violation.scenario.id === scenario.id),
  );
  const found = places.map(({ violation }) => violation);
  const excepted = scenario.results.flatMap(({ excepted, dialect }) =>
    excepted.map(({ rule, why }) => h("li", `${rule} [${dialect}] is excepted: ${why}`)),
  );
  return h(
    "div",
    table([
      ["file", scenario.file],
      ["spec", specs(run, scenario.spec)],
      ["redo", h("code", scenario.redo)],
      ["not judged", [...new Set(scenario.results.flatMap(({ open }) => open ?? []))].join("; ")],
      ["exercised", exercised(scenario)],
    ]),
    places.length > 0 &&
      h(
        "ul",
        places.map(({ id, violation }) =>
          h("li", h("a", { href: `#${id}` }, causeName(violation)), ` ${violation.message}`),
        ),
      ),
    excepted.length > 0 && h("ul", excepted),
    scenario.steps.map((step) => stepView(run, scenario, step, found)),
  );
}

function exercised({ results }: ScenarioResult): string {
  const counts = results.map(({ dialect, exercised }) => {
    const rules = Object.values(exercised).filter((times) => times > 0).length;
    return `${plural(rules, "rule")} in ${dialect}`;
  });
  return counts.join(", ");
}

function stepView(
  run: RunResult,
  scenario: ScenarioResult,
  step: StepResult,
  violations: readonly Violation[],
): Element {
  const { id, method, url, status, sent, durationMs, events, bytes, curl, retries, shared } = step;
  return h(
    "section.step",
    h("h5", `step ${id}`),
    table([
      ["request", `${method} ${url}`],
      [
        "answer",
        status === undefined
          ? "none"
          : `status ${status}, ${plural(events, "event")}, ${plural(bytes, "byte")}, ${duration(durationMs)}`,
      ],
      [
        "sent",
        sent === 1
          ? undefined
          : `${sent} times${shared ? ", for all scenarios that begin with this step" : ""}`,
      ],
      ["sent again", retries.map((why) => h("span.line", why))],
      ["tape", step.tape],
      [method === "WS" ? "websocat" : "curl", curl === "" ? undefined : h("code", curl)],
    ]),
    streamOf(
      run,
      { scenario, step },
      violations.filter((violation) => violation.step === id),
    ),
  );
}
