import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import { judging } from "./support/judge.ts";
import { findingsIn } from "./support/judge-file.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

/** A fault that somebody reported in public. */
interface Report {
  file: string;
  dialect: BaseDialect;
  /** Rules (or how their ids begin) of which one must be named, some with a level; `-` if nothing may be said. */
  wanted: string;
  symptom: string;
}

const folder = sharedFolder("cases-2026-11");

/** The reports that a recording shows: what shows live only is a small server. */
function reportsIn(of: string): Report[] {
  const [, ...rows] = readFileSync(join(of, "reports.tsv"), "utf8").trimEnd().split("\n");
  return rows
    .map((row) => {
      const [file = "", dialect = "", wanted = "", , symptom = ""] = row.split("\t");
      if (dialect !== "openai" && dialect !== "openresponses")
        throw new Error(`reports.tsv has the dialect "${dialect}" for ${file}`);
      return { file, dialect, wanted, symptom } as const;
    })
    .filter(({ file }) => !file.endsWith(".mjs"));
}

const judges = new Map<BaseDialect, JudgingDialect>();
beforeAll(async () => {
  for (const base of ["openai", "openresponses"] as const) judges.set(base, await judging(base));
});

/** Findings above MAY, as `rule:level`. */
async function findings({ file, dialect }: Report): Promise<string[]> {
  const path = join(folder ?? "", "reports", file);
  const found = await findingsIn(path, judges.get(dialect) as JudgingDialect);
  return found.filter(({ level }) => level !== "may").map(({ rule, level }) => `${rule}:${level}`);
}

const isNamed = (wanted: string, found: readonly string[]): boolean =>
  wanted.split("|").some((one) => {
    const [id = "", level = ""] = one.split(":");
    return found.some((finding) => finding.startsWith(id) && finding.endsWith(level));
  });

describe("faults that were reported in public", () => {
  const reports = folder === undefined ? [] : reportsIn(folder);
  if (folder === undefined) it("are not here", () => leftOut("reported faults"));
  it.each(reports.map((one) => [one.file, one.symptom, one.wanted, one] as const))(
    "%s: %s: %s",
    async (_file, _symptom, wanted, one) => {
      const found = await findings(one);
      const right = wanted === "-" ? found.length === 0 : isNamed(wanted, found);
      expect(right, `found ${found.join(", ") || "nothing"}`).toBe(true);
    },
  );
});
