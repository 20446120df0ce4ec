import { readdirSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import type { JudgingDialect } from "../src/checker.ts";
import { levelOf } from "../src/engine/engine.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import { rules } from "../src/rules/index.ts";
import { ownersOf } from "../src/rules/schema/owned.ts";
import { tapeSuffix, type Tape } from "../src/tape/tape.ts";
import { goodTape, judgeTape, judging } from "./support/judge.ts";

const dialectNames: BaseDialect[] = ["openresponses", "openai"];
const tapeNames = readdirSync(assetPath("fixtures", "good"))
  .filter((file) => file.endsWith(tapeSuffix))
  .map((file) => file.slice(0, -tapeSuffix.length));
const dialects = new Map<BaseDialect, JudgingDialect>();
const tapes = new Map<string, Tape>();

/** Dialects that a good tape conforms to. */
const dialectsOf = (tape: Tape): BaseDialect[] =>
  dialectNames.filter((name) => tape.dialects === undefined || tape.dialects.includes(name));
const dialect = (name: BaseDialect): JudgingDialect => dialects.get(name) as JudgingDialect;
const tape = (name: string): Tape => {
  const found = tapes.get(name);
  if (!found) throw new Error(`there is no good tape "${name}"`);
  return found;
};

beforeAll(async () => {
  for (const name of dialectNames) dialects.set(name, await judging(name));
  for (const name of tapeNames) tapes.set(name, await goodTape(name));
});

describe("good tapes", () => {
  it.each(tapeNames)("%s is silent in its dialects", (name) => {
    for (const base of dialectsOf(tape(name))) {
      const { findings } = judgeTape(tape(name), dialect(base));
      expect(findings.map((f) => ({ base, ...f }))).toEqual([]);
    }
  });

  it.each(tapeNames)("%s is judged alike however its bytes are split", (name) => {
    for (const base of dialectsOf(tape(name))) {
      const whole = judgeTape(tape(name), dialect(base));
      fc.assert(
        fc.property(fc.array(fc.nat(20_000), { maxLength: 40 }), (cuts) => {
          expect(judgeTape(tape(name), dialect(base), { cuts })).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    }
  });
});

describe("rules", () => {
  it("have unique ids", () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s is exercised by a good tape in each dialect that has it",
    (id, rule) => {
      for (const base of dialectNames) {
        if (levelOf(rule, dialect(base).dialect) === "off") continue;
        const names = tapeNames.filter((name) => dialectsOf(tape(name)).includes(base));
        const by = names.filter(
          (name) => (judgeTape(tape(name), dialect(base)).exercised[id] ?? 0) > 0,
        );
        expect(by, `${id} in ${base}`).not.toEqual([]);
      }
    },
  );

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s: each message has a fault",
    (_, rule) => {
      expect(new Set(rule.faults.flatMap((fault) => fault.finds))).toEqual(
        new Set(Object.keys(rule.messages)),
      );
    },
  );

  it("that schema violations are left to exist", () => {
    const ids = new Set(rules.map((rule) => rule.id));
    expect(ownersOf().filter((owner) => !ids.has(owner))).toEqual([]);
  });

  it("yield to rules that exist, without a circle", () => {
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const walk = (id: string, path: string[]): void => {
      expect(byId.has(id), `${path.at(-1)} yields to ${id}`).toBe(true);
      expect(path).not.toContain(id);
      for (const next of byId.get(id)?.yieldsTo ?? []) walk(next, [...path, id]);
    };
    for (const rule of rules) walk(rule.id, []);
  });

  const faults = rules.flatMap((rule) =>
    rule.faults.map((fault) => [`${rule.id}: ${fault.name}`, rule, fault] as const),
  );
  it.each(faults)("%s", (_, rule, fault) => {
    const broken = fault.edit(tape(fault.tape));
    for (const base of fault.dialects ?? dialectsOf(tape(fault.tape))) {
      if (levelOf(rule, dialect(base).dialect) === "off") continue;
      const { findings } = judgeTape(broken, dialect(base));
      const own = findings.filter((finding) => finding.rule === rule.id);
      expect(
        new Set(own.map((finding) => finding.messageId)),
        `${base}: ${JSON.stringify(findings, undefined, 1)}`,
      ).toEqual(new Set(fault.finds));
      const others = new Set(
        findings.filter((finding) => finding.rule !== rule.id).map((finding) => finding.rule),
      );
      expect(others, `${base}: other rules that spoke`).toEqual(new Set(fault.alsoFires ?? []));
    }
  });
});
