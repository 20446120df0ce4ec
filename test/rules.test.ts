import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { levelOf } from "../src/engine/engine.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import type { Rule } from "../src/engine/rule.ts";
import { faultsOfRule } from "../src/rules/faults.ts";
import { rules } from "../src/rules/index.ts";
import type { Tape } from "../src/tape/tape.ts";
import {
  goodTape,
  judgeTape,
  judgeTapeBy,
  judging,
  tapeNames,
  type Judged,
} from "./support/judge.ts";
import { told } from "./support/told.ts";

const dialectNames: BaseDialect[] = ["openresponses", "openai"];
const dialects = new Map<BaseDialect, JudgingDialect>();
const tapes = new Map<string, Tape>();
/** What each dialect says of each good tape that conforms to it. */
const judged = new Map<BaseDialect, Map<string, Judged>>();

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

describe("faults", () => {
  const faults = rules.flatMap((rule) =>
    faultsOfRule(rule.id).map((fault) => [`${rule.id}: ${fault.name}`, rule, fault] as const),
  );
  it.each(faults)("%s", (_, rule, fault) => {
    const broken = fault.edit(tape(fault.tape));
    const said = new Map<string, BaseDialect[]>();
    const bases = [...new Set([...dialectsOf(tape(fault.tape)), ...(fault.dialects ?? [])])];
    // By all of them at once: a rule must not give to one dialect what it found by another.
    const judgements = judgeTapeBy(broken, bases.map(dialect));
    for (const [place, base] of bases.entries()) {
      const { findings } = judgements[place] as Judged;
      const text = told(findings).join("\n") || "nothing";
      said.set(text, [...(said.get(text) ?? []), base]);
      if (fault.dialects?.includes(base) === false) continue;
      if (levelOf(rule, dialect(base).dialect) === "off") continue;
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
    // The evidence to the letter, and that of the dialects in which the fault is none.
    const parts = Array.from(said, ([text, by]) => `${by.join(", ")}\n${text}`);
    expect(parts.join("\n")).toMatchSnapshot();
  });
});

describe("good tapes", () => {
  it.each(tapeNames)("%s is silent, and exercises its rules as often as it did", (name) => {
    const counts = new Map<string, string>();
    for (const base of dialectsOf(tape(name))) {
      const { findings, exercised } = judgeTape(tape(name), dialect(base));
      expect(findings, base).toEqual([]);
      for (const [rule, times] of Object.entries(exercised))
        counts.set(rule, `${counts.get(rule) ?? rule} ${base} ${times}`);
    }
    expect([...counts.values()].toSorted().join("\n")).toMatchSnapshot();
  });
});

describe("rules in use", () => {
  beforeAll(() => {
    for (const base of dialectNames) judged.set(base, new Map());
    for (const [name, good] of tapes)
      for (const base of dialectsOf(good))
        judged.get(base)?.set(name, judgeTape(good, dialect(base)));
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s is exercised by a good tape in each dialect that has it",
    (id, rule) => {
      for (const base of dialectNames) {
        if (levelOf(rule, dialect(base).dialect) === "off") continue;
        const by = [...(judged.get(base)?.values() ?? [])].filter(
          ({ exercised }) => (exercised[id] ?? 0) > 0,
        );
        expect(by, `${id} in ${base}`).not.toEqual([]);
      }
    },
  );
});

describe("rules", () => {
  it("have unique ids", () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s: each message has a fault",
    (_, rule) => {
      expect(
        new Set(faultsOfRule(rule.id).flatMap((fault) => fault.finds)),
        `each message needs a fault in ${rule.id}.faults.ts, which src/rules/all-faults.ts must list`,
      ).toEqual(new Set(Object.keys(rule.messages)));
    },
  );

  it("explain what a scenario expects if they judge the status, or a stream without an end", () => {
    const idsOf = (chosen: Rule[]): string[] => chosen.map(({ id }) => id).toSorted();
    expect(idsOf(rules.filter(({ explains }) => explains?.status))).toEqual([
      "background/cancel",
      "http/error-before-stream",
      "http/error-status",
      "http/success",
      "state/chain",
      "state/chain-unknown",
      "state/not-found",
    ]);
    const ofResponse = rules.filter(({ explains }) => explains?.response);
    expect(idsOf(ofResponse)).toEqual([
      "lifecycle/error-then-failed",
      "lifecycle/terminal-present",
    ]);
    // A stream that was cut off by its connection misses an end too, but that is not the server's doing.
    for (const { explains } of ofResponse) expect(explains?.response).toEqual(["missing"]);
  });

  it("yield to rules that exist, without a circle", () => {
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const walk = (named: string, path: string[]): void => {
      const [id = "", message] = named.split(":");
      expect(byId.has(id), `${path.at(-1)} yields to ${named}`).toBe(true);
      if (message !== undefined)
        expect(Object.keys(byId.get(id)?.messages ?? {}), `${path.at(-1)}`).toContain(message);
      expect(path).not.toContain(id);
      const { yieldsTo = [], messageYieldsTo = {} } = byId.get(id) ?? {};
      for (const next of [...yieldsTo, ...Object.values(messageYieldsTo).flat()])
        walk(next ?? "", [...path, id]);
    };
    for (const rule of rules) walk(rule.id, []);
  });
});
