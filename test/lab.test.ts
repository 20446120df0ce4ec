import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { judgeCapture } from "../src/commands/check/judge.ts";
import { openCapture } from "../src/commands/check/open.ts";
import { rules } from "../src/rules/index.ts";
import { judging } from "./support/judge.ts";
import { misses, rows, type Expected } from "./support/lab-rows.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

const folder = sharedFolder("lab-2026-11");

/** The recordings that `check` alone can judge, as their index names them. */
const recordings =
  folder === undefined
    ? []
    : readFileSync(join(folder, "index.tsv"), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split("\t"))
        .filter(([, how]) => how === "check")
        .map(([file = ""]) => file);

let dialects: JudgingDialect[];
beforeAll(async () => {
  dialects = [await judging("openai"), await judging("openresponses")];
});

/** What stands by itself in a dialect, and what is named beneath it. */
interface Said {
  roots: string[];
  all: string[];
}

async function saidOf(file: string): Promise<Map<string, Said>> {
  const capture = await openCapture(file);
  if (capture === undefined) throw new Error(`${file} is no capture`);
  const { results } = await judgeCapture(capture, { dialects, rules, redoPrefix: "" });
  return new Map(
    results.map(({ dialect, findings }) => [
      dialect,
      {
        roots: findings.map(({ level, rule, messageId }) => `${level} ${rule}:${messageId}`),
        all: findings.flatMap(({ rule, messageId, consequences }) =>
          [{ rule, messageId }, ...consequences].map((one) => `${one.rule}:${one.messageId}`),
        ),
      },
    ]),
  );
}

/** What is said of a recording that should not be, and what is not said that should be. */
function mistakes(dialect: "openai" | "openresponses", said: Said, row: Expected): string[] {
  const wanted = [...(row.says ?? []), ...(row[dialect] ?? [])];
  const lacking = wanted.filter((one) => !said.roots.includes(one));
  const twice = wanted.filter((one) => row.once && said.roots.filter((r) => r === one).length > 1);
  const unwanted = said.all.filter((one) =>
    (row.never ?? []).some((name) => one === name || one.startsWith(`${name}:`)),
  );
  const allowed = row.onlyMust?.[dialect];
  const more = allowed
    ? said.roots.filter((one) => one.startsWith("must ") && !allowed.includes(one.slice(5)))
    : [];
  return [
    ...lacking.map((one) => `${dialect} does not say: ${one}`),
    ...[...new Set(twice)].map((one) => `${dialect} says more than once: ${one}`),
    ...unwanted.map((one) => `${dialect} says: ${one}`),
    ...more.map((one) => `${dialect} says as well: ${one}`),
  ];
}

describe("recordings of real servers of November 2026", () => {
  if (folder === undefined) it("are not here", () => leftOut("recordings of real servers"));
  it.each(recordings)("%s", async (name) => {
    const row = rows[name];
    expect(row, "say in test/support/lab-rows.ts what is right").toBeDefined();
    const said = await saidOf(join(folder ?? "", "tapes", name));
    const wrong = (["openai", "openresponses"] as const).flatMap((dialect) =>
      mistakes(dialect, said.get(dialect) ?? { roots: [], all: [] }, row ?? {}),
    );
    if (misses.has(name)) expect(wrong, "it is no miss any more").not.toEqual([]);
    else expect(wrong).toEqual([]);
  });
  it("have each row once, and no row is left over", () => {
    expect(folder === undefined ? [] : Object.keys(rows).toSorted()).toEqual(recordings.toSorted());
  });
});
