import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createChecker, type JudgingDialect } from "../src/checker/checker.ts";
import type { BaseDialect } from "../src/dialect/dialect.ts";
import type { Finding, Judgement } from "../src/result/finding.ts";
import { judging } from "./support/judge.ts";
import {
  explanationOf,
  explanations,
  readObserved,
  type Observed,
  type Outcome,
  type Where,
} from "./support/observed.ts";
import { corpusFolder, leftOut } from "./support/shared.ts";

const both = ["openresponses", "openai"] as const;
const folder = corpusFolder() ?? "";
const table = join(folder, "observed.tsv");
const lines = existsSync(table) ? readObserved(readFileSync(table, "utf8")) : [];

const judges = new Map<BaseDialect, JudgingDialect>();
const judged = new Map<string, Judgement>();
beforeAll(async () => {
  for (const name of both) judges.set(name, await judging(name));
});

/** What one dialect alone says of a recording. */
function judge(file: string, name: BaseDialect): Judgement {
  const known = judged.get(`${name} ${file}`);
  if (known) return known;
  const framed = file.endsWith(".sse");
  const dialect = judges.get(name);
  if (!dialect) throw new Error(`no dialect ${name}`);
  const checker = createChecker({
    dialects: [dialect],
    exchange: { source: "capture", framed, request: undefined, step: undefined },
    form: framed ? "sse" : "jsonl",
  });
  checker.bytes(readFileSync(join(folder, file)));
  const [judgement] = checker.end();
  if (!judgement) throw new Error("nothing was judged");
  judged.set(`${name} ${file}`, judgement);
  return judgement;
}

/** A finding and what follows from it, as rule:message. */
const spoken = ({ rule, messageId, consequences }: Finding): string[] => [
  `${rule}:${messageId}`,
  ...consequences.map((one) => `${one.rule}:${one.messageId}`),
];

const stands: Record<Where, (finding: Finding, line: Observed) => boolean> = {
  at: ({ event, count }, line) => event === line.event && count === line.count,
  first: ({ event }, line) => event === line.event,
  names: ({ event, related }, line) => [event, ...related].includes(line.event),
  folded: ({ event = Infinity, count }, line) => event < line.event && count > line.count,
  cause: ({ event = Infinity }, line) => event < line.event,
};

/** True for the one finding on all fields that a stream leaves out, if it lists the field at a place of a response. */
function lists(
  { rule, messageId, args, event = Infinity }: Finding,
  pointer: string | undefined,
  line: Observed,
): boolean {
  if (rule !== "schema/response" || messageId !== "left-out" || event > line.event) return false;
  const fields = String(args["fields"]).split(", ");
  return pointer !== undefined && fields.includes(pointer.replace("/response/", ""));
}

/** The findings that prove a line, of all that a dialect has on the file. */
const proofs = (
  { finds, where, pointer }: Extract<Outcome, { finds: string }>,
  line: Observed,
  { findings }: Judgement,
): Finding[] =>
  findings.filter(
    (finding) =>
      lists(finding, pointer, line) ||
      (spoken(finding).includes(finds) &&
        (pointer === undefined || finding.pointer === pointer) &&
        stands[where](finding, line)),
  );

/** What is said in the place of a proof, to see what is there when a line is not proven. */
const told = ({ findings }: Judgement): string[] =>
  findings.map((one) => `${spoken(one).join(" => ")} @${one.event} ${one.pointer} x${one.count}`);

function present(): void {
  it.each(lines.map((line) => [line.file, line.observation, line.event, line] as const))(
    "%s: %s at event %i is a violation that is found, or explained",
    (_file, _observation, _event, line) => {
      const explanation = explanationOf(line);
      if (!explanation) throw new Error(`nothing explains ${JSON.stringify(line)}`);
      for (const name of both) {
        const judgement = judge(line.file, name);
        const outcome = explanation[name];
        if ("finds" in outcome) {
          const found = proofs(outcome, line, judgement);
          expect(found.length > 0 ? "found" : told(judgement), `${name} ${outcome.finds}`).toBe(
            "found",
          );
          expect(found.map(({ level }) => level)).not.toContain("may");
        } else {
          const { silent } = outcome;
          expect(judgement.exercised[silent] ?? 0, `${name} ${silent}`).toBeGreaterThan(0);
          const rules = judgement.findings.flatMap((finding) => spoken(finding));
          expect(rules.filter((one) => one.startsWith(`${silent}:`))).toEqual([]);
        }
      }
    },
  );

  it("no explanation stands there that no line needs", () => {
    const used = new Set(lines.map((line) => explanationOf(line)));
    expect(explanations.filter((one) => !used.has(one))).toEqual([]);
    const needed = new Set(lines.map(({ observation }) => observation));
    const named = explanations.flatMap(({ observations }) => observations);
    expect(named.filter((observation) => !needed.has(observation))).toEqual([]);
  });
}

function absent(): void {
  it("are not here", () => {
    leftOut("observations on recorded streams");
    expect(lines).toEqual([]);
  });
}

describe("what a first look noticed in the recorded streams", () => {
  if (lines.length > 0) present();
  else absent();
});
