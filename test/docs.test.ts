import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath } from "../src/assets/assets.ts";
import { findSources } from "../src/commands/completion/sources.ts";
import type { Sources } from "../src/commands/completion/model.ts";
import { configKeys, provocations } from "../src/config/file.ts";
import { waiverKeys } from "../src/config/waivers.ts";
import { defaults } from "../src/config/settings.ts";
import { builtinDialects } from "../src/dialect/dialect.ts";
import { cliPage } from "../src/guide/cli-page.ts";
import { exitCodes } from "../src/result/run.ts";
import { rules } from "../src/rules/index.ts";
import { builtinSuites } from "../src/scenario/files.ts";
import { globTest } from "../src/scenario/glob.ts";
import { capabilities } from "../src/scenario/types.ts";
import { reporterNames } from "../src/commands/reporters.ts";
import { cli } from "./support/cli.ts";
import { commandsIn, flagsOf, parseCommand, program } from "./support/command-lines.ts";
import { folder } from "./support/endpoints.ts";

const read = (path: string): string => readFileSync(assetPath(path), "utf8");
const pages = readdirSync(assetPath("docs"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => `docs/${file}`);
const documents = ["README.md", "CONTRIBUTING.md", ...pages];
/** The pages that people write; those of docs/rules are made from the rules. */
const written = pages.filter((page) => !page.startsWith("docs/rules/"));

/** A row of a table that begins with a name. */
const row = (name: string): RegExp => new RegExp(`^\\| \`${name}\` +\\| [\\w\`]`, "m");
/** The properties that a schema describes at a place. */
const properties = (schema: string, ...path: string[]): string[] => {
  const place = path.reduce(
    (at, key) => at[key] as Record<string, unknown>,
    JSON.parse(read(`schemas/${schema}.schema.json`)) as Record<string, unknown>,
  );
  return Object.keys(place["properties"] as object);
};
/** A name as code. */
const code = (name: string): RegExp => new RegExp(`\`${name}\``);

let sources: Sources;
beforeAll(async () => {
  sources = await findSources();
});

describe("what is not told anywhere", () => {
  it("is no command and no flag: docs/cli.md is what the program says (npm run docs)", () => {
    const page = read("docs/cli.md");
    expect(page).toBe(cliPage());
    for (const command of program().commands) {
      expect(page).toContain(`\n## ${command.name()}\n`);
      for (const flag of flagsOf(command)) expect(page).toContain(flag);
    }
  });

  const verdicts = [
    ...(/export type Verdict = ([^;]*);/.exec(read("src/result/finding.ts"))?.[1] ?? "").matchAll(
      /"([^"]+)"/g,
    ),
  ].map(([, name = ""]) => name);
  const config = read("docs/config.md");
  const scenarios = read("docs/scenarios.md");
  it.each<[string, readonly string[], string, (name: string) => RegExp]>([
    ["config key", configKeys, config, (name) => new RegExp(`^\\| \`${name}\` `, "m")],
    ["timeout", Object.keys(defaults.timeouts), config, code],
    ["limit", Object.keys(defaults.limits), config, code],
    ["provocation", provocations, config, code],
    ["capability", capabilities, config, row],
    ["suite", builtinSuites(), config, row],
    ["verdict", verdicts, read("docs/failures.md"), row],
    [
      "dialect",
      builtinDialects,
      read("docs/dialects.md"),
      (name) => new RegExp(`^- \\*\\*\`${name}\`\\*\\*`, "m"),
    ],
    ["key of a dialect", properties("dialect"), read("docs/dialects.md"), row],
    [
      "fact of a dialect",
      properties("dialect", "properties", "facts"),
      read("docs/dialects.md"),
      row,
    ],
    ["key of a scenario", properties("scenario"), scenarios, code],
    ["key of a step", properties("scenario", "$defs", "step"), scenarios, code],
    ["expectation", properties("scenario", "$defs", "expect"), scenarios, code],
    ["reporter", reporterNames, read("docs/reports.md"), row],
    ["key of a waiver", waiverKeys, read("docs/waivers.md"), row],
    [
      "key of a waiver in the example",
      waiverKeys,
      read("docs/waivers.md"),
      (name) => new RegExp(`^[ -] ${name}: `, "m"),
    ],
  ])("is no %s", (_, names, text, told) => {
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !told(name).test(text))).toEqual([]);
  });

  it("is no reporter, dialect or exit code that the help leaves out", async () => {
    const run = program().commands.find((command) => command.name() === "run");
    const described = (flag: string): string =>
      run?.options.find(({ long }) => long === flag)?.description ?? "";
    const words = (flag: string): string[] => described(flag).split(/[^a-z]+/);
    expect(words("--reporter")).toEqual(expect.arrayContaining([...reporterNames]));
    expect(words("--dialect")).toEqual(expect.arrayContaining([...builtinDialects]));
    const { stdout } = await cli(["run", "--help"]);
    for (const exitCode of Object.values(exitCodes)) {
      expect(stdout).toMatch(new RegExp(`^ {2}${exitCode} {2}\\w`, "m"));
      expect(read("README.md")).toMatch(new RegExp(`^\\| ${exitCode} +\\| \\w`, "m"));
    }
  });

  it("is no page: the README links each of them, and is short", () => {
    const readme = read("README.md");
    expect(written.length).toBeGreaterThan(13);
    expect(written.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
    expect(readme.split("\n").length).toBeLessThanOrEqual(200);
  });

  it("is no folder of the source", () => {
    const folders = readdirSync(assetPath("src"), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    const contributing = read("CONTRIBUTING.md");
    expect(folders.length).toBeGreaterThan(15);
    expect(folders.filter(({ name }) => !row(name).test(contributing))).toEqual([]);
  });

  it("is no rule", () => {
    const told = rules.filter(({ id }) => existsSync(assetPath("docs", "rules", `${id}.md`)));
    expect(told.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  });

  it("is no variable of the environment", () => {
    const files = readdirSync(assetPath("src"), { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !/test/.test(file),
    );
    const names = new Set<string>();
    for (const file of files)
      for (const line of read(`src/${file}`).split("\n"))
        if (/\benv\b|\bset\(|\bfirst\(/.test(line) && !/^\s*(\*|\/\/)/.test(line))
          for (const [, quoted, key] of line.matchAll(
            /"([A-Z][A-Z_]*[A-Z])"|\b([A-Z][A-Z_]*[A-Z]): \w/g,
          ))
            names.add(quoted ?? key ?? "");
    expect(names).toContain("RESPONSES_BASE_URL");
    expect(names).toContain("NO_COLOR");
    expect([...names].filter((name) => !config.includes(`\`${name}`))).toEqual([]);
  });
});

describe("what is told", () => {
  const lines = documents.flatMap((document) =>
    commandsIn(read(document)).map((line) => ({ document, line })),
  );

  it("is a good deal", () => {
    expect(lines.length).toBeGreaterThan(60);
  });

  it.each(lines)("parses, in $document: $line", ({ line }) => {
    expect(parseCommand(line, sources)).toEqual([]);
  });

  it("parses in the help of every command, too", () => {
    const help = commandsIn(cliPage());
    expect(help.length).toBeGreaterThan(30);
    expect(help.flatMap((line) => parseCommand(line, sources))).toEqual([]);
  });

  const known = new Set(["--version", ...program().commands.flatMap(flagsOf)]);
  /** Flags of other programs that the documents speak of. */
  const foreign = new Set([
    "--yes",
    "--mutate",
    "--sdk",
    "--save-dev",
    "--experimental-vm-modules",
  ]);
  it.each(documents)("names no flag that there is not: %s", (document) => {
    const flags = read(document).matchAll(/(?<![\w-])--[a-z][a-z-]*[a-z](?=[\s`=,.;:)'"\]]|$)/gm);
    const wrong = Array.from(flags, ([flag]) => flag).filter(
      (flag) => !known.has(flag) && !foreign.has(flag),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  it.each(documents)("names no reporter that there is not: %s", (document) => {
    const named = Array.from(
      read(document).matchAll(/--reporter[ =]([a-z]+)/g),
      ([, name = ""]) => name,
    );
    expect(named.filter((name) => !reporterNames.includes(name))).toEqual([]);
  });

  it.each(documents)("names no file that there is not: %s", (document) => {
    const text = read(document);
    const links = Array.from(text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g), ([, path = ""]) =>
      join(dirname(document), path),
    );
    const named = Array.from(
      text.matchAll(/`((?:src|test|docs|schemas|suites|scripts|fixtures|\.ci)\/[\w./-]+)`/g),
      ([, path = ""]) => path,
    );
    expect([...links, ...named].filter((path) => !existsSync(assetPath(path)))).toEqual([]);
  });

  it.each(documents)("names no rule and no scenario that there is not: %s", (document) => {
    const ids = [...sources.rule.words, ...sources.scenario.words];
    const families = new Set(ids.map((id) => id.split("/")[0]));
    const named = Array.from(read(document).matchAll(/`([a-z-]+)\/([a-z0-9*-]+)`/g)).flatMap(
      ([, family = "", name = ""]) => (families.has(family) ? [`${family}/${name}`] : []),
    );
    // CONTRIBUTING names some rules by their files, and parts of `stream`.
    const isFile = (id: string): boolean =>
      ["src/rules", "src"].some((above) => existsSync(assetPath(above, `${id}.ts`)));
    expect(named.filter((id) => !isFile(id) && !ids.some(globTest(id)))).toEqual([]);
  });
});

describe("the failure that is shown", () => {
  it.each(["README.md", "docs/failures.md"])("is what the program prints, in %s", (document) => {
    const [, shown = ""] = /^ {4}FAIL .*\n((?: {4}.*\n)*?) {6}explain/m.exec(read(document)) ?? [];
    const [, printed] =
      /^FAIL .*\n([^]*?)^```/m.exec(read("docs/rules/text/deltas-equal-done.md")) ?? [];
    expect(shown.replaceAll(/^ {4}/gm, "")).toBe(printed);
  });
});

describe("a block of YAML", () => {
  const blocks = documents.flatMap((document) =>
    Array.from(read(document).matchAll(/^```yaml\n([^]*?)^```/gm), ([, code = ""], index) => ({
      document,
      index,
      code,
    })),
  );

  /** The file that a block claims to be; undefined for what is of another program. */
  function fileOf(value: unknown): string | undefined {
    if (Array.isArray(value)) return "rule" in (value[0] ?? {}) ? "waivers.yaml" : undefined;
    const map = value as Record<string, unknown>;
    if (typeof map["id"] === "string" && "steps" in map) return `${map["id"]}.yaml`;
    if ("extends" in map) return "mine.yaml";
    return "baseUrl" in map || "capabilities" in map ? "responses-conformance.yaml" : undefined;
  }
  const own = blocks.flatMap((block) => {
    const file = fileOf(parse(block.code));
    return file === undefined ? [] : [{ ...block, file }];
  });

  it("is there for every kind of file", () => {
    const kinds = new Set(own.map(({ file }) => file.replace(/^.*\//, "")));
    for (const kind of ["waivers.yaml", "mine.yaml", "responses-conformance.yaml"])
      expect(kinds).toContain(kind);
    expect(kinds.size).toBeGreaterThan(4);
  });

  it.each(own)("passes lint: $document, $file", async ({ code, file }) => {
    const cwd = folder();
    mkdirSync(join(cwd, dirname(file)), { recursive: true });
    writeFileSync(join(cwd, file), code);
    expect(await cli(["lint", file], { cwd })).toMatchObject({
      code: 0,
      stdout: "1 file: 0 errors, 0 warnings\n",
    });
  });

  it("of the config shows every key", () => {
    const config = own.find(
      ({ document, file }) => document === "docs/config.md" && file.startsWith("responses"),
    );
    expect(Object.keys(parse(config?.code ?? "") as object).toSorted()).toEqual(
      [...configKeys].toSorted(),
    );
  });
});
