import { describeDialects, describeRules } from "../../runner/describe.ts";
import { readFile } from "node:fs/promises";
import { assetPath } from "../../assets/assets.ts";
import type { JudgingDialect } from "../../checker.ts";
import { builtinDialects } from "../../dialect/dialect.ts";
import { levelOf } from "../../engine/engine.ts";
import type { Rule } from "../../engine/rule.ts";
import { arrayAt, objectAt, parseJson, stringAt } from "../../json/json.ts";
import type { Paint } from "../../report/paint.ts";
import { exampleLines } from "../../report/guide/example.ts";
import { specLine } from "../../report/spec.ts";
import { safe, wrap } from "../../report/text.ts";
import type { RuleGuide, RuleGuides } from "../../result/guide.ts";
import { builtinSuites } from "../../scenario/files.ts";
import type { Scenario } from "../../scenario/types.ts";
import { didYouMean } from "../../scenario/suggest.ts";
import { paintFor, widthOf, write, type Io } from "../io.ts";
import { loadDialects, ruleIds, selectRules } from "../judging.ts";
import { UsageError } from "../usage-error.ts";
import { whyItMatters } from "./why.ts";

interface Page {
  dialects: readonly JudgingDialect[];
  paint: Paint;
  width: number;
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
  const rule = selectRules([]).find(({ id }) => id === name);
  if (rule) return explainRule(rule, page);
  const events = new Set(page.dialects.flatMap(({ schemas }) => [...schemas.eventTypes]));
  for (const type of [name, `response.${name}`])
    if (events.has(type)) return explainEvent(type, page);
  const { selectScenarios } = await import("../scenarios.ts");
  const scenarios = await selectScenarios(builtinSuites(), [], page.dialects, io.cwd);
  const scenario = scenarios.find(({ id }) => id === name);
  if (scenario) return explainScenario(scenario, page);
  const short = [...events].map((type) => type.replace(/^response\./, ""));
  const known = [...ruleIds, ...scenarios.map(({ id }) => id), ...events, ...short];
  throw new UsageError(
    `there is no rule, scenario or event "${name}".${didYouMean(name, known)}\n\`responses-conformance list rules\` (or scenarios, events) names them all.`,
  );
}

/** Paragraphs under a heading, indented and wrapped. */
function section({ paint, width }: Page, heading: string, paragraphs: readonly string[]): string[] {
  if (paragraphs.length === 0) return [];
  return ["", paint.bold(heading), ...paragraphs.flatMap((text) => wrap("  ", safe(text), width))];
}

const specsOf = (references: readonly string[], { dialects }: Page): string[] =>
  references.map((reference) => specLine(reference, describeDialects(dialects)));

async function explainRule(rule: Rule, page: Page): Promise<string[]> {
  const { paint, dialects } = page;
  const why = whyItMatters(rule.id);
  const levels = dialects.map(
    ({ dialect }) =>
      `${levelOf(rule, dialect).toUpperCase()} in ${dialect.title} (${dialect.name})`,
  );
  const guide = await guideOf(rule.id);
  const [info] = describeRules([rule], dialects);
  return [
    paint.bold(rule.id),
    ...section(page, "Requirement", [rule.title]),
    ...section(page, "Level", levels),
    ...section(page, "Why it matters", why === undefined ? [] : [why]),
    ...section(page, "Specification", specsOf(rule.spec, page)),
    ...section(
      page,
      "What it says",
      Object.values(rule.messages).map((text) => `- ${text.replaceAll(/\{\{(\w+)\}\}/g, "<$1>")}`),
    ),
    ...section(
      page,
      "It speaks, for instance, when",
      (guide?.faults ?? []).map((name) => `- ${name}`),
    ),
    ...(guide && info
      ? [
          "",
          paint.bold(`A failing example: ${guide.example.fault}`),
          ...exampleLines(guide.example, info, describeDialects(dialects), paint).map(
            (line) => `  ${line}`,
          ),
        ]
      : []),
  ];
}

/** What the build noted of a rule. */
async function guideOf(rule: string): Promise<RuleGuide | undefined> {
  const guides = JSON.parse(await readFile(assetPath("dist", "guide.json"), "utf8")) as RuleGuides;
  return guides[rule];
}

function explainScenario(scenario: Scenario, page: Page): string[] {
  const { id, title, level, needs, spec, steps, except, place, dialects } = scenario;
  const sent = steps.map(({ id, method, path, body, rawBody, attempts }) => {
    const shown = body === undefined ? (rawBody ?? "") : JSON.stringify(body);
    return `${id}: ${method} ${path} ${shown}${attempts > 1 ? ` (up to ${attempts} times)` : ""}`.trim();
  });
  return [
    page.paint.bold(id),
    ...section(page, "What it tests", [title]),
    ...section(page, "Level", [
      `${level.toUpperCase()}${dialects ? `, only in ${dialects.join(", ")}` : ""}`,
    ]),
    ...section(page, "Needs", needs.length > 0 ? [needs.join(", ")] : []),
    ...section(page, "Specification", specsOf(spec, page)),
    ...section(page, "Steps", sent),
    ...section(
      page,
      "Excepted rules",
      except.map(({ rule, why }) => `${rule}: ${why}`),
    ),
    ...section(page, "File", [place.file]),
    ...section(page, "Run it", [`responses-conformance --base-url URL --scenario ${id}`]),
  ];
}

async function explainEvent(type: string, page: Page): Promise<string[]> {
  const { dialects, paint } = page;
  const known = await eventFacts(type);
  const inDialects = dialects.map(({ dialect, schemas }) => {
    if (!schemas.eventTypes.has(type)) return `not part of ${dialect.title}`;
    const fields = objectAt(objectAt(known, "fields"), dialect.name);
    const names = (key: string): string => (arrayAt(fields, key) ?? []).join(", ");
    const optional = names("optional");
    return `${dialect.title}: ${names("required") || "see its schema"}${optional === "" ? "" : `; optional: ${optional}`}`;
  });
  const rules = selectRules([]).filter(({ title, messages }) =>
    [title, ...Object.values(messages)].some((text) =>
      text.includes(type.replace("response.", "")),
    ),
  );
  const description = stringAt(known, "description");
  return [
    paint.bold(type),
    ...section(page, "What it is", description === undefined ? [] : [description]),
    ...section(page, "Fields", inDialects),
    ...section(
      page,
      "Rules that name it",
      rules.map(({ id, title }) => `${id}: ${title}`),
    ),
    ...section(
      page,
      "Specification",
      specsOf(
        ["openresponses#streaming", `openai:responses-streaming/${type.replaceAll(".", "/")}`],
        page,
      ),
    ),
  ];
}

/** What the build noted of an event's fields, per dialect. */
async function eventFacts(type: string): Promise<ReturnType<typeof objectAt>> {
  const text = await readFile(assetPath("dist", "events.json"), "utf8").catch(() => "{}");
  const parsed = parseJson(text);
  return "value" in parsed ? objectAt(parsed.value, type) : undefined;
}
