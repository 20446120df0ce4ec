/**
 * What `explain` and docs/rules tell of each rule, made from the sources when the program is built: the installed one
 * carries neither the faults of its rules nor the recordings that they are tried on.
 */
import { assetPath } from "../assets/assets.ts";
import type { JudgingDialect } from "../checker.ts";
import { builtinDialects } from "../dialect/dialect.ts";
import { loadBuiltinDialect } from "../dialect/load.ts";
import type { RuleGuides } from "../result/guide.ts";
import { rules } from "../rules/index.ts";
import { loadSchemas } from "../schema/index.ts";
import { readTape, tapeSuffix, type Tape } from "../tape/tape.ts";
import { failingExample } from "./example.ts";

const goodTape = (name: string): Promise<Tape> =>
  readTape(assetPath("fixtures", "good", `${name}${tapeSuffix}`));

/** The guide of each rule. */
export async function makeGuides(): Promise<RuleGuides> {
  const dialects: JudgingDialect[] = [];
  for (const name of builtinDialects)
    dialects.push({ dialect: loadBuiltinDialect(name), schemas: await loadSchemas(name) });
  const guides: RuleGuides = {};
  for (const rule of rules)
    guides[rule.id] = {
      faults: rule.faults.map(({ name }) => name),
      example: await failingExample(rule, dialects, goodTape),
    };
  return guides;
}
