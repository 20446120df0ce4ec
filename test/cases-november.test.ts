import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { JudgingDialect } from "../src/checker/checker.ts";
import { judgeCapture } from "../src/commands/check/judge.ts";
import { openCapture } from "../src/commands/check/open.ts";
import { rules } from "../src/rules/index.ts";
import { judging } from "./support/judge.ts";
import { leftOut, sharedFolder } from "./support/shared.ts";

/** `future` is newer than the newest revision: an endpoint must not fail for it. */
type Class = "valid" | "invalid" | "future";

interface Case {
  name: string;
  kind: Class;
  what: string;
  file: string;
}

const folder = sharedFolder("cases-2026-11");

/** The cases, as their table describes them. */
function casesIn(of: string): Case[] {
  const [, ...rows] = readFileSync(join(of, "november.tsv"), "utf8").trimEnd().split("\n");
  return rows.map((row) => {
    const [name = "", kind = "", what = ""] = row.split("\t");
    if (kind !== "valid" && kind !== "invalid" && kind !== "future")
      throw new Error(`november.tsv calls ${name} "${kind}"`);
    const forms = [".jsonl", ".tape.json"].map((end) => join(of, "november", `${name}${end}`));
    const file = forms.find(existsSync);
    if (file === undefined) throw new Error(`there is no file for ${name}`);
    return { name, kind, what, file };
  });
}

/** Cases that are judged wrongly, with the reason. A line must go when its case is judged rightly. */
const misses: Record<string, string> = {};

const cases = folder === undefined ? [] : casesIn(folder);
let openai: JudgingDialect;
beforeAll(async () => {
  openai = await judging("openai");
});

/** The rules of MUST that a case breaks, each with its place. */
async function broken({ file }: Case): Promise<string[]> {
  const capture = await openCapture(file);
  if (capture === undefined) throw new Error(`${file} is no capture`);
  const { results } = await judgeCapture(capture, { dialects: [openai], rules, redoPrefix: "" });
  return results.flatMap(({ findings }) =>
    findings
      .filter(({ level }) => level === "must")
      .map(({ rule, pointer = "" }) => `${rule} ${pointer}`),
  );
}

describe("cases of November 2026", () => {
  if (folder === undefined) it("are not here", () => leftOut("cases of November 2026"));
  it.each(cases.map((one) => [one.name, one.kind, one.what, one] as const))(
    "%s is %s: %s",
    async (name, kind, _, one) => {
      const found = await broken(one);
      const right = kind === "invalid" ? found.length > 0 : found.length === 0;
      expect(right, `breaks ${found.join(", ") || "nothing"}`).toBe(!(name in misses));
    },
  );
  it("that are listed as misses are cases", () => {
    const names = new Set(cases.map(({ name }) => name));
    expect(
      folder === undefined ? [] : Object.keys(misses).filter((name) => !names.has(name)),
    ).toEqual([]);
  });
});
