import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lint } from "markdownlint/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { makeGuide, makeGuides } from "../src/guide/make.ts";
import { makePages } from "../src/guide/pages.ts";
import { guideProblems, readGuideSources, type GuideSources } from "../src/guide/texts.ts";
import { isObject, parseJson } from "../src/json/json.ts";
import type { Guide, RuleGuides } from "../src/result/guide.ts";
import { rules } from "../src/rules/index.ts";
import { readDialects } from "../scripts/schemas/dialects.ts";
import { judging } from "./support/judge.ts";

let guides: RuleGuides;
let guide: Guide;
beforeAll(async () => {
  guides = await makeGuides();
  guide = await makeGuide(await readDialects(assetPath()));
});

describe("what the build notes for explain", () => {
  it("is what the sources give", () => {
    const built: unknown = JSON.parse(readFileSync(assetPath("dist", "guide.json"), "utf8"));
    expect(built).toEqual(JSON.parse(JSON.stringify(guide)));
    expect(Object.keys(guide.rules)).toEqual(rules.map(({ id }) => id));
  });

  it("knows what each rule listens to", () => {
    const { types, always, snapshots } = guide.events;
    expect(types["response.output_text.done"]?.rules).toContain("text/deltas-equal-done");
    expect(types["response.output_text.delta"]?.rules).not.toContain("text/deltas-equal-done");
    expect(types["response.refusal.done"]?.after).toEqual(["response.refusal.delta"]);
    expect(types["response.created"]?.after).toEqual([]);
    expect(types["response.created"]?.example).toMatch(/,"status":"in_progress",…\},/);
    expect(always).toContain("sequence/contiguous");
    expect(always).toContain("schema/event");
    expect(snapshots).toContain("usage/present-at-end");
  });
});

describe("what is written of the rules", () => {
  const sources = readGuideSources();
  const broken = (change: (sources: GuideSources) => void): string[] => {
    const copy = structuredClone(sources);
    change(copy);
    return guideProblems(copy);
  };
  const text = (of: GuideSources) => {
    const found = of.families["text"]?.rules["deltas-equal-done"];
    if (!found) throw new Error("there is no such text");
    return found;
  };

  it("is there for every rule, and names only what is there", () => {
    expect(guideProblems(sources)).toEqual([]);
  });

  it.each<[string, (sources: GuideSources) => void]>([
    [
      "rules/text.yaml has no text for text/deltas-equal-done: add why and fix",
      (of) => delete of.families["text"]?.rules["deltas-equal-done"],
    ],
    [
      "there is no rule text/another",
      (of) => Object.assign(of.families["text"]?.rules ?? {}, { another: text(of) }),
    ],
    ['text has no text "about"', (of) => Object.assign(of.families["text"] ?? {}, { about: "" })],
    [
      'text/deltas-equal-done: "fix" is missing or has the wrong type',
      (of) => Object.assign(text(of), { fix: "" }),
    ],
    [
      'text/deltas-equal-done: "fixes" is not a known key',
      (of) => Object.assign(text(of), { fixes: "x" }),
    ],
    [
      "text/deltas-equal-done: there is no bug B999",
      (of) => Object.assign(text(of), { bugs: ["B999"] }),
    ],
    [
      "text/deltas-equal-done: B105 is already mapped to the rule",
      (of) => Object.assign(text(of), { bugs: ["B105"] }),
    ],
    [
      'text/deltas-equal-done: there is no code reference "nobody"',
      (of) => Object.assign(text(of), { code: ["nobody"] }),
    ],
    [
      'text/deltas-equal-done: there is no fault "x"',
      (of) => Object.assign(text(of), { clients: { ai: "x" } }),
    ],
    [
      'no text uses the code reference "nowhere"',
      (of) => Object.assign(of.code, { nowhere: of.code["codex"] }),
    ],
    [
      "text/deltas-equal-done: there is no rule item/nothing",
      (of) => Object.assign(text(of), { why: "See `item/nothing`." }),
    ],
  ])("is not accepted: %s", (problem, change) => {
    expect(broken(change)).toEqual([problem]);
  });

  it("shows as right what is right", async () => {
    const dialects = [await judging("openresponses"), await judging("openai")];
    let judged = 0;
    for (const [id, { right = "" }] of Object.entries(guides))
      for (const line of right.split("\n")) {
        // A line with an ellipsis is cut short.
        const [, json] = /^(?:data: )?(\{.*\})$/.exec(line) ?? [];
        if (json === undefined || json.includes("…")) continue;
        const parsed = parseJson(json);
        const payload = "value" in parsed ? parsed.value : undefined;
        if (!isObject(payload)) throw new Error(`${id}: ${line}`);
        if (!String(payload["type"]).startsWith("response.")) continue;
        judged += 1;
        for (const { schemas } of dialects) expect(schemas.event(payload), id).toEqual([]);
      }
    expect(judged).toBeGreaterThan(3);
  });
});

describe("docs/rules", () => {
  const folder = assetPath("docs", "rules");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".md"),
  );
  const pages = new Map(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));

  it("has a page for each rule, as the sources give it (`npm run docs` writes them)", async () => {
    const made = await makePages(guides);
    expect([...pages.keys()].toSorted()).toEqual(Object.keys(made).toSorted());
    for (const [file, page] of Object.entries(made)) expect(pages.get(file), file).toBe(page);
    expect(pages.size).toBe(rules.length + 1);
  });

  it("is laid out as markdownlint has it", () => {
    const found = lint({
      strings: Object.fromEntries(pages),
      // Evidence stands on the line that it came on, and a paragraph is one line.
      config: { default: true, MD013: false },
    });
    const told = Object.entries(found).flatMap(([file, problems]) =>
      problems.map(({ lineNumber, ruleNames, errorDetail }) =>
        [file, lineNumber, ruleNames[0], errorDetail].join(" "),
      ),
    );
    expect(told).toEqual([]);
  });

  it.each(files)("%s links to what is there", (file) => {
    const prose = (pages.get(file) ?? "").replaceAll(/^(`{3,})\w+$.*?^\1$/gms, "");
    const targets = Array.from(prose.matchAll(/\]\(([^)]+)\)/g), ([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(1);
    const lost = targets.filter(
      (target) =>
        !/^https:\/\/\S+$/.test(target) && !existsSync(join(folder, dirname(file), target)),
    );
    expect(lost).toEqual([]);
  });
});
