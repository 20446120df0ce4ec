import type { Trial } from "../result/trial.ts";
import { pad, plural, safe } from "./text.ts";
import type { Paint } from "./paint.ts";

/** Rules and scenarios with findings, other than the one that must find the fault. */
const others = ({ breaks, rules, scenarios }: Trial): string[] => [
  ...rules.filter((rule) => rule !== breaks),
  ...scenarios.filter((scenario) => scenario !== breaks && !rules.includes(breaks ?? "")),
];

function lineOf(trial: Trial, width: number, paint: Paint): string {
  const mark = trial.passed ? paint.green("ok  ") : paint.red("FAIL");
  const more = others(trial).length;
  const by = trial.breaks ?? "conforming variant";
  return `${mark}  ${pad(safe(trial.id), width)}  ${safe(by)}${more > 0 ? paint.dim(`  +${more}`) : ""}`;
}

/** Middle value of a list of numbers, 0 for an empty one. */
function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Scenarios that fail under no fault: they might pass whatever an endpoint does. */
export function neverRed(scenarios: readonly string[], faults: readonly Trial[]): string[] {
  const red = new Set(faults.flatMap((trial) => trial.red));
  return scenarios.filter((id) => !red.has(id));
}

/**
 * The matrix of a self test: a line for each fault (the rule that must find it, and how many others reported it) and variant,
 * then the details of each failure, then the summary.
 * @param scenarios ids of all scenarios, if all faults were tried: each must fail under some fault
 * @param quiet only what failed, and the summary
 */
export function matrixReport(
  faults: readonly Trial[],
  variants: readonly Trial[],
  { paint, quiet, scenarios = [] }: { paint: Paint; quiet: boolean; scenarios?: readonly string[] },
): string {
  const all = [...faults, ...variants];
  const width = Math.max(0, ...all.map(({ id }) => id.length));
  const lines = quiet ? [] : all.map((trial) => lineOf(trial, width, paint));
  for (const trial of all.filter(({ passed }) => !passed)) {
    const { id, title, breaks, rules, silentIn, scenarios, untested } = trial;
    lines.push(
      "",
      `${paint.red(breaks === undefined ? "FALSE ALARM" : "NOT FOUND")}  ${safe(id)}: ${safe(title)}`,
    );
    if (breaks !== undefined) lines.push(`  must be found by   ${safe(breaks)}`);
    lines.push(`  rules with finding ${safe(rules.join(", ") || "none")}`);
    if (silentIn.length > 0) lines.push(`  not reported in    ${safe(silentIn.join(", "))}`);
    if (scenarios.length > 0) lines.push(`  failed scenarios   ${safe(scenarios.join(", "))}`);
    for (const reason of untested) lines.push(`  not tested         ${safe(reason)}`);
  }
  const killed = faults.filter(({ passed }) => passed).length;
  const speaking = faults.map((trial) => trial.rules.length);
  const clean = variants.filter(({ passed }) => passed).length;
  lines.push(
    "",
    `${killed} of ${plural(faults.length, "fault")} found by the rule or scenario that must find it`,
    `rules with findings per fault: median ${median(speaking)}, at most ${Math.max(0, ...speaking)}`,
    `${clean} of ${plural(variants.length, "conforming variant")} without a finding`,
  );
  if (scenarios.length > 0) {
    const idle = neverRed(scenarios, faults);
    lines.push(
      `${scenarios.length - idle.length} of ${plural(scenarios.length, "scenario")} failed under a fault`,
    );
    if (idle.length > 0) lines.push(`  never failed       ${safe(idle.join(", "))}`);
  }
  return `${lines.join("\n")}\n`;
}
