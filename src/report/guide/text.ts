import type { RuleInfo } from "../../result/finding.ts";
import type { RuleGuide } from "../../result/guide.ts";
import type { RunResult } from "../../result/run.ts";
import { specLine } from "../spec.ts";
import { safe } from "../text.ts";
import { exampleLines } from "./example.ts";
import { section, type TextOptions } from "./sections.ts";

/** A rule for the terminal: why clients break on a violation, how to fix it, a failing example, and references. */
export function ruleText(
  rule: RuleInfo,
  guide: RuleGuide,
  dialects: RunResult["dialects"],
  options: TextOptions,
): string[] {
  const { paint } = options;
  const { why, fix, right, clients, code, bugs, faults, example } = guide;
  const levels = dialects.map(
    ({ name, title }) => `${(rule.requirement[name] ?? "off").toUpperCase()} in ${title} (${name})`,
  );
  const reports = bugs.map(({ server, thread }) => `${server} (${thread})`);
  const read = code.map(({ client, repository, path }) => `${client} (${repository}, ${path})`);
  return [
    paint.bold(rule.id),
    ...section("Requirement", [rule.title], options),
    ...section("Level", levels, options),
    ...section("Why clients break", [why], options),
    ...section(
      "Tried with real clients",
      clients.map(({ client, does, fault }) => `- ${client} ${does} (${fault})`),
      options,
    ),
    ...section("How to fix it", [fix], options),
    ...(right === undefined
      ? []
      : ["", ...right.split("\n").map((line) => `    ${safe(line)}`.trimEnd())]),
    "",
    paint.bold(`A failing example: ${safe(example.fault)}`),
    ...exampleLines(example, rule, dialects, paint).map((line) => `  ${line}`),
    ...section(
      "Messages",
      Object.values(rule.messages).map((text) => `- ${text.replaceAll(/\{\{(\w+)\}\}/g, "<$1>")}`),
      options,
    ),
    ...section(
      "Tested with these faults",
      faults.map((name) => `- ${name}`),
      options,
    ),
    ...section("Reported bugs", reports.length > 0 ? [reports.join(", ")] : [], options),
    ...section("Code of clients", read.length > 0 ? [read.join(", ")] : [], options),
    ...section(
      "Specification",
      rule.spec.map((reference) => specLine(reference, dialects)),
      options,
    ),
  ];
}
