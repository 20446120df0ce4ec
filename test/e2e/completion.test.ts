import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Help } from "commander";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dialectNames } from "../../src/dialect/dialect.ts";
import { faults } from "../../src/reference/index.ts";
import { rules } from "../../src/rules/index.ts";
import { builtinSuites } from "../../src/scenario/files.ts";
import { capabilities } from "../../src/scenario/types.ts";
import { createProgram } from "../../src/commands/program.ts";
import { reporterNames } from "../../src/commands/reporters.ts";
import { cli } from "../support/cli.ts";
import { folder } from "../support/endpoints.ts";
import { candidates, installed, type Shell } from "../support/shells.ts";

const program = createProgram(
  { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {}, cwd: "." },
  () => undefined,
);
const shells: Shell[] = ["bash", "zsh", "fish"];
const ids = rules.map(({ id }) => id);

/** What is typed, what must be offered, what must not, and whether nothing else may be. */
interface Case {
  typed: string;
  offers: readonly string[];
  never?: readonly string[];
  only?: boolean;
}

const cases: Case[] = [
  { typed: "", offers: ["run", "check", "init", "completion", "explain"], never: ["mine.sse"] },
  { typed: "ch", offers: ["check"], only: true },
  { typed: "--sc", offers: ["--scenario"], only: true },
  { typed: "run --js", offers: ["--json"], only: true },
  { typed: "serve --", offers: ["--port", "--fault", "--help"], never: ["--base-url", "--rule"] },
  { typed: "--rule ", offers: ids, only: true },
  { typed: "--rule usage/", offers: ids.filter((id) => id.startsWith("usage/")), only: true },
  { typed: "check mine.sse --rule sequence/p", offers: ["sequence/present"], only: true },
  { typed: "--model list --scenario core/text-s", offers: ["core/text-stream"], only: true },
  { typed: "--suite ", offers: [...builtinSuites()] },
  { typed: "--dialect ", offers: [...dialectNames] },
  {
    typed: "--dialect openresponses,opena",
    offers: dialectNames
      .filter((name) => name.startsWith("openai"))
      .map((name) => `openresponses,${name}`),
    only: true,
  },
  {
    typed: "--dialect openai@",
    offers: dialectNames.filter((name) => name.startsWith("openai@")),
    only: true,
  },
  {
    typed: "--dialect openai@2026-08-21,openresponses@",
    offers: dialectNames
      .filter((name) => name.startsWith("openresponses@"))
      .map((name) => `openai@2026-08-21,${name}`),
    only: true,
  },
  { typed: "--require=store,web", offers: ["--require=store,websocket"], only: true },
  { typed: "--require ", offers: [...capabilities], only: true },
  { typed: "--reporter ", offers: reporterNames, only: true },
  { typed: "--reporter junit=mi", offers: ["junit=mine.sse"] },
  { typed: "--transport ", offers: ["http", "websocket"], only: true },
  { typed: "--model ", offers: [], only: true },
  { typed: "--record ", offers: ["tapes/"], never: ["mine.sse"] },
  { typed: "--config mi", offers: ["mine.sse"], only: true },
  { typed: "check mi", offers: ["mine.sse"], only: true },
  { typed: "serve --fault ", offers: faults.map(({ id }) => id), only: true },
  { typed: "list ", offers: ["rules", "scenarios", "faults", "requirements"], never: ["run"] },
  { typed: "explain text/deltas-e", offers: ["text/deltas-equal-done"], only: true },
  { typed: "explain response.output_text.del", offers: ["response.output_text.delta"], only: true },
  { typed: "completion ", offers: shells, only: true },
  { typed: "lint cor", offers: ["core"], only: true },
];

/** A word as it is in the end: shells write a value behind its flag, or without; folders with a slash, or without. */
const plain = (word: string): string => word.replace(/^--[a-z-]+=/, "").replace(/\/$/, "");

/** Flags of every command, as the help tells them. */
const flagsOf = (command: string): string[] =>
  new Help()
    .visibleOptions(program.commands.find((one) => one.name() === command) ?? program)
    .flatMap(({ short, long }) => [short, long].filter((name) => name != null));

for (const shell of shells.filter(installed))
  describe(`completion in ${shell}`, () => {
    /** What is offered for each case: most of the time passes with starting the shell, so several are asked at once. */
    let found: Promise<string[]>[] = [];
    const cwd = mkdtempSync(join(tmpdir(), "completion-"));
    beforeAll(async () => {
      writeFileSync(join(cwd, "mine.sse"), "");
      mkdirSync(join(cwd, "tapes"));
      const { stdout: script } = await cli(["completion", shell]);
      const limit = pLimit(4);
      found = cases.map(({ typed }) =>
        limit(() => candidates(shell, script, `responses-conformance ${typed}`, cwd)),
      );
    });
    afterAll(() => rmSync(cwd, { recursive: true }));

    it.each(cases.map((one, index) => ({ ...one, index })))("$typed", async (one) => {
      const { offers, never = [], only = false } = one;
      const words = ((await found[one.index]) ?? []).map(plain);
      for (const word of offers) expect(words).toContain(plain(word));
      for (const word of never) expect(words).not.toContain(word);
      if (only) expect(new Set(words)).toEqual(new Set(offers.map(plain)));
    });
  });

describe("completion", () => {
  it.each(program.commands.map((command) => command.name()))(
    "knows every flag of %s",
    async (name) => {
      const { stdout } = await cli(["completion", "bash"]);
      const found = await candidates("bash", stdout, `responses-conformance ${name} -`, folder());
      expect(found.toSorted()).toEqual(flagsOf(name).toSorted());
    },
  );

  it("is tested in every shell, or at least in bash where that is not asked for", () => {
    const wanted: Shell[] = process.env["ALL_SHELLS"] === undefined ? ["bash"] : shells;
    expect(shells.filter(installed)).toEqual(expect.arrayContaining(wanted));
  });

  it("names the shells that it has a script for", async () => {
    const unknown = await cli(["completion", "tcsh"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("bash, zsh, fish");
    expect((await cli(["completion"])).code).toBe(2);
  });
});
