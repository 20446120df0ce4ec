/**
 * What `explain` and docs/rules tell of each rule, made from the sources when the program is built: the installed one
 * carries neither the faults of its rules nor the recordings that they are tried on.
 */
import { readFileSync } from "node:fs";
import { assetPath } from "../assets/assets.ts";
import type { JudgingDialect } from "../checker/checker.ts";
import { builtinDialects, loadBuiltinDialect } from "../dialect/dialect.ts";
import type { ClientSight, Guide, RuleGuides } from "../result/guide.ts";
import { faultsOfRule } from "../rules/faults.ts";
import { rules } from "../rules/index.ts";
import { loadSchemas } from "../schema/index.ts";
import { makeEventGuides, type DialectSchemas } from "./events.ts";
import { failingExample } from "./example.ts";
import { goodTape } from "./tapes.ts";
import { guideProblems, readGuideSources } from "./texts.ts";

/** The published dialects, ready to judge. */
export async function loadPublished(): Promise<JudgingDialect[]> {
  const dialects: JudgingDialect[] = [];
  for (const dialect of builtinDialects.map(loadBuiltinDialect))
    dialects.push({ dialect, schemas: await loadSchemas(dialect) });
  return dialects;
}

/** What clients were seen to do, by rule. */
export const readSeen = (): Record<string, ClientSight[]> =>
  JSON.parse(readFileSync(assetPath("src", "guide", "seen.json"), "utf8")) as Record<
    string,
    ClientSight[]
  >;

/**
 * The guide of each rule.
 * @throws Error when what they are written from has a gap, or names what is not there
 */
export async function makeGuides(): Promise<RuleGuides> {
  const sources = readGuideSources();
  const problems = guideProblems(sources);
  if (problems.length > 0) throw new Error(`src/guide: ${problems.join("\n  ")}`);
  const dialects = await loadPublished();
  const seen = readSeen();
  const guides: RuleGuides = {};
  for (const rule of rules) {
    const [family = "", name = ""] = rule.id.split("/");
    const text = sources.families[family]?.rules[name];
    if (!text) continue;
    const bugs = Object.entries(sources.bugs).filter(
      ([id, bug]) => bug.rules.includes(rule.id) || text.bugs?.includes(id),
    );
    guides[rule.id] = {
      why: text.why.trim(),
      fix: text.fix.trim(),
      right: text.right?.trimEnd(),
      clients: seen[rule.id] ?? [],
      code: (text.code ?? []).flatMap((key) => sources.code[key] ?? []),
      bugs: bugs.map(([, { server, thread, symptom }]) => ({ server, thread, symptom })),
      faults: faultsOfRule(rule.id).map(({ name }) => name),
      example: await failingExample(rule, dialects, goodTape),
    };
  }
  return guides;
}

/** What the build notes for `explain`. @param schemas of the dialects, newest revision first */
export async function makeGuide(schemas: readonly DialectSchemas[]): Promise<Guide> {
  const rules: RuleGuides = {};
  for (const [id, guide] of Object.entries(await makeGuides()))
    rules[id] = {
      ...guide,
      bugs: guide.bugs.map(({ server, thread }) => ({ server, thread })),
    };
  return { rules, events: await makeEventGuides(await loadPublished(), schemas) };
}

/** Why the rules of each family matter, by its name. */
export const familyTexts = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(readGuideSources().families).map(([name, { about }]) => [name, about.trim()]),
  );
