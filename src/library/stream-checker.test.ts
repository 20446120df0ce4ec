import { beforeAll, describe, expect, it } from "vitest";
import { goodTape } from "../../test/support/judge.ts";
import { failingRule } from "../engine/failing.testing.ts";
import { createChecker, type Finding } from "../index.ts";
import { rules } from "../rules/index.ts";
import { readOptions, type Settings } from "./options.ts";
import { createStreamChecker } from "./stream-checker.ts";

let good = "";
let settings: Settings;
beforeAll(async () => {
  good = Buffer.from((await goodTape("text")).exchanges[0]?.bytes ?? []).toString("utf8");
  settings = await readOptions();
});
/** What comes until the done event, and the rest. */
const cutAt = (text: string, place: string): [string, string] => [
  text.slice(0, text.indexOf(place)),
  text.slice(text.indexOf(place)),
];

describe("createChecker", () => {
  it("tells of a finding as soon as it is known", async () => {
    const seen: Finding[] = [];
    const checker = await createChecker({
      dialect: ["openresponses", "openai"],
      onFinding: (finding) => void seen.push(finding),
    });
    const bad = good.replace('"delta":"', '"delta":"x');
    const [before, after] = cutAt(bad, "event: response.content_part.done");
    checker.push(before.slice(0, -20));
    expect(seen).toEqual([]);
    checker.push(before.slice(-20));
    expect(seen).toMatchObject([
      { rule: "text/deltas-equal-done", dialect: "openresponses", event: 9 },
      { rule: "text/deltas-equal-done", dialect: "openai", event: 9 },
    ]);
    checker.push(Buffer.from(after));
    const result = checker.end();
    expect(result.findings).toEqual(seen.filter(({ dialect }) => dialect === "openresponses"));
    expect(seen).toHaveLength(2);
  });

  it("tells of what the end shows, and once of what comes again", async () => {
    const seen: string[] = [];
    const checker = await createChecker({ onFinding: ({ rule }) => void seen.push(rule) });
    const [before] = cutAt(good, "event: response.output_text.done");
    checker.push(before.replaceAll(/"sequence_number":\d+/g, '"no_number":0'));
    expect(seen).toEqual(["sequence/present"]);
    const result = checker.end();
    expect(seen.slice(1)).toContain("lifecycle/terminal-present");
    expect(result.findings.find(({ rule }) => rule === "sequence/present")?.count).toBeGreaterThan(
      1,
    );
  });

  it("lets what the callback throws reach the caller, and goes on", async () => {
    const checker = await createChecker({
      onFinding() {
        throw new Error("mine");
      },
    });
    const [before, after] = cutAt(
      good.replace('"delta":"', '"delta":"x'),
      "event: response.content_part.done",
    );
    expect(() => checker.push(before)).toThrow("mine");
    checker.push(after);
    expect(checker.end().findings).toHaveLength(1);
  });

  it("asks how the answer ended", async () => {
    const [before] = cutAt(good, "event: response.output_text.done");
    const ended = async (how?: "cut", detail?: string): Promise<string[]> => {
      const checker = await createChecker();
      checker.push(before);
      return checker
        .end(how, detail)
        .findings.map(({ messageId, actual }) => `${messageId} ${actual}`);
    };
    expect(await ended()).toContain("missing the end of the stream");
    expect(await ended("cut", "ECONNRESET")).toEqual(["cut ECONNRESET"]);
    // Half an event is nobody's fault when the reader hung up.
    const checker = await createChecker();
    checker.push(before.slice(0, -1));
    expect(checker.end("left")).toMatchObject({ verdict: "pass", findings: [] });
  });

  it("says what is wrong use", async () => {
    const checker = await createChecker();
    expect(() => checker.push(7 as never)).toThrow("number is not a piece of an answer");
    checker.push(good);
    expect(() => checker.push({ type: "error" })).toThrow("not both");
    expect(() => checker.end("lost" as never)).toThrow(
      'ends "closed", "cut" or "left", not "lost"',
    );
    expect(checker.end().verdict).toBe("pass");
    expect(() => checker.push("")).toThrow("make another one for the next answer");
    expect(() => checker.end()).toThrow("has already ended");
  });

  it("stops at a limit, and says so", async () => {
    const checker = await createChecker({ limits: { eventBytes: 1000 } });
    checker.push("data: ");
    expect(checker.stopped).toBe(false);
    checker.push("x".repeat(1001));
    expect(checker.stopped).toBe(true);
    checker.push("x".repeat(1001));
    expect(checker.end()).toMatchObject({ verdict: "inconclusive", conformant: false });
  });
});

describe("a bug of a rule", () => {
  it("breaks neither the program that reads nor the verdict", () => {
    const broken = failingRule({
      "response.completed": () => {
        throw new Error("oh");
      },
    });
    const checker = createStreamChecker({ ...settings, rules: [...rules, broken] }, { live: true });
    for (const piece of good.split(/(?<=\n\n)/)) checker.push(piece);
    const result = checker.end();
    expect(result).toMatchObject({ verdict: "error", conformant: false, findings: [] });
    expect(result.reason).toBe(
      "a bug in this package, not in the endpoint: rule test/crash failed: oh",
    );
  });
});
