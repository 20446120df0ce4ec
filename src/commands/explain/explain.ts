import { readFile } from "node:fs/promises";
import { assetPath } from "../../assets/assets.ts";
import { readShipped } from "../../assets/suites.ts";
import type { JudgingDialect } from "../../checker/checker.ts";
import { builtinDialects } from "../../dialect/dialect.ts";
import { eventText } from "../../report/guide/event.ts";
import { section, type TextOptions } from "../../report/guide/sections.ts";
import { ruleText } from "../../report/guide/text.ts";
import { specLine } from "../../report/spec.ts";
import { safe } from "../../report/text.ts";
import type { Guide } from "../../result/guide.ts";
import { describeDialects, describeRules } from "../../runner/describe.ts";
import { builtinSuites } from "../../scenario/files.ts";
import { didYouMean } from "../../scenario/suggest.ts";
import type { Scenario } from "../../scenario/types.ts";
import { paintFor, widthOf, write, type Io } from "../io.ts";
import { loadDialects, ruleIds, selectRules } from "../judging.ts";
import { UsageError } from "../../config/usage-error.ts";

interface Page extends TextOptions {
  dialects: readonly JudgingDialect[];
}

/** Explains a rule, a scenario or an event type by its name. @returns the exit code */
export async function explain(name: string, flags: { color?: boolean }, io: Io): Promise<number> {
  const page: Page = {
    dialects: await loadDialects(builtinDialects),
    paint: await paintFor(io, flags.color !== false),
    width: widthOf(io),
  };
  await write(io.stdout, `${(await explanation(name, page, io)).join("\n")}\n`);
  return 0;
}

async function explanation(name: string, page: Page, io: Io): Promise<string[]> {
  const { rules: rulesGuide, events } = await readGuide();
  const dialects = describeDialects(page.dialects);
  const rules = describeRules(selectRules([]), page.dialects);
  const rule = rules.find(({ id }) => id === name);
  if (rule) {
    const guide = rulesGuide[name];
    if (!guide) throw new Error(`the build made no guide of ${name}`);
    return ruleText(rule, guide, dialects, page);
  }
  for (const type of [name, `response.${name}`])
    if (Object.hasOwn(events.types, type))
      return eventText(type, events, { ...page, rules, dialects });
  const { selectScenarios } = await import("../scenarios.ts");
  const scenarios = await selectScenarios(builtinSuites(), [], page.dialects, io.cwd);
  const scenario = scenarios.find(({ id }) => id === name);
  if (scenario) return explainScenario(scenario, page);
  const types = Object.keys(events.types);
  const short = types.map((type) => type.replace(/^response\./, ""));
  const known = [...ruleIds, ...scenarios.map(({ id }) => id), ...types, ...short];
  throw new UsageError(
    `there is no rule, scenario or event "${name}".${didYouMean(name, known)}\n\`responses-conformance list rules\` (or scenarios, events) lists them all.`,
  );
}

/** The explanations that the build wrote. */
async function readGuide(): Promise<Guide> {
  return JSON.parse(await readFile(assetPath("dist", "guide.json"), "utf8")) as Guide;
}

async function explainScenario(scenario: Scenario, page: Page): Promise<string[]> {
  const { id, title, level, needs, spec, except, dialects } = scenario;
  const { readRequirements } = await import("../requirements.ts");
  const serves = readRequirements().filter(({ scenarios }) => scenarios.includes(id));
  const file = `${id}.yaml`;
  return [
    page.paint.bold(id),
    ...section("Tests", [title], page),
    ...section(
      "Level",
      [`${level.toUpperCase()}${dialects ? `, only in ${dialects.join(", ")}` : ""}`],
      page,
    ),
    ...section("Needs", needs.length > 0 ? [needs.join(", ")] : [], page),
    ...section(
      "Requirements",
      serves.map((requirement) => `- ${requirement.id}: ${requirement.text}`),
      page,
    ),
    ...section(
      "Excepted rules",
      except.map(({ rule, why }) => `- ${rule}: ${why}`),
      page,
    ),
    "",
    page.paint.bold(`Steps in suites/${file}`),
    ...stepsOf(readShipped(file)).map((line) => `  ${safe(line)}`.trimEnd()),
    ...section(
      "Specification",
      spec.map((reference) => specLine(reference, describeDialects(page.dialects))),
      page,
    ),
    ...section("Run it", [`responses-conformance --base-url URL --scenario ${id}`], page),
  ];
}

/** The lines of a scenario file below `steps:`, two blanks to the left. */
function stepsOf(text: string): string[] {
  const [, steps = ""] = text.split(/^steps:\n/m);
  return steps
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ {2}/, ""));
}
