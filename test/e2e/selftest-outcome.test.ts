import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readRequirements } from "../../src/commands/requirements.ts";
import {
  outcomeFor,
  outcomeFile,
  readOutcome,
  type SelftestOutcome,
} from "../../src/commands/selftest/outcome.ts";
import { cli, type CliResult } from "../support/cli.ts";
import { folder } from "../support/endpoints.ts";

const requirements = readRequirements();

/** `list requirements`, with a cache folder of its own. */
const listed = (cache: string, ...flags: string[]): Promise<CliResult> =>
  cli(["list", "requirements", ...flags], { env: { XDG_CACHE_HOME: cache } });

/** The lines of one requirement, joined to one. */
function blockOf(id: string, text: string): string {
  const start = text.indexOf(`\n${id} `);
  if (start < 0) throw new Error(`no ${id}`);
  const end = text.slice(start + 1).search(/\n\S|\n\n/);
  return text.slice(start, start + 1 + end).replaceAll(/\s+/g, " ");
}

interface Row {
  requirement: string;
  selftest: ({ version: string; finishedAt: string } & ReturnType<typeof outcomeFor>) | null;
}

const made: SelftestOutcome = {
  version: "0.0.1",
  finishedAt: "2026-11-26T12:00:00.000Z",
  only: [],
  interrupted: false,
  rules: { "usage/arithmetic": 1200, "usage/plausible": 34 },
  scenarios: { "core/text": 1 },
  faults: {
    one: { breaks: "usage/arithmetic", killed: true },
    two: { breaks: "usage/plausible", killed: false },
    three: { breaks: "core/text", killed: true },
    other: { breaks: "text/annotations", killed: true },
  },
};

/** A cache folder in which that text stands for the outcome of a self test. */
function cacheWith(text: string): string {
  const cache = folder();
  const file = outcomeFile({ XDG_CACHE_HOME: cache });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return cache;
}

describe("list requirements", () => {
  it("tells what the last selftest exercised of each, and how many faults it killed", async () => {
    const cache = folder();
    const only = ["usage-total-wrong", "usage-zero", "line-ends-cr"];
    const flags = ["selftest", ...only.flatMap((glob) => ["--only", glob]), "--quiet"];
    const tested = await cli(flags, { env: { XDG_CACHE_HOME: cache } });
    expect({ code: tested.code, stderr: tested.stderr }).toEqual({ code: 0, stderr: "" });
    const file = outcomeFile({ XDG_CACHE_HOME: cache });
    expect(readdirSync(dirname(file))).toEqual(["selftest.json"]);

    const read = await readOutcome(file);
    if (!("outcome" in read) || !read.outcome) throw new Error("nothing was kept");
    const { outcome } = read;
    expect(outcome.only).toEqual(only);
    expect(outcome.faults).toEqual({
      "usage-total-wrong": { breaks: "usage/arithmetic", killed: true },
      "usage-zero": { breaks: "usage/plausible", killed: true },
    });
    expect(outcome.rules["usage/arithmetic"]).toBeGreaterThan(100);
    // Three runs, in two dialects.
    expect(outcome.scenarios["core/text"]).toBe(6);

    const { stdout, stderr } = await listed(cache);
    expect(stderr).toBe("");
    const sums = outcomeFor(
      {
        rules: ["usage/arithmetic", "usage/plausible"],
        scenarios: ["core/text", "core/text-stream"],
      },
      outcome,
    );
    expect(sums.faults).toBe(2);
    expect(blockOf("OA-object-7", stdout)).toContain(
      `selftest rules exercised ${sums.exercised.toLocaleString("en")} times, ` +
        `scenarios ran ${sums.scenarioRuns} times, ${sums.faults} of ${sums.faults} faults found`,
    );
    expect(stdout).toContain(
      `\nselftest of ${outcome.finishedAt}, version ${outcome.version}; only ${only.join(" and ")}\n`,
    );
    const rows = JSON.parse((await listed(cache, "--json")).stdout) as Row[];
    expect(rows.map(({ requirement }) => requirement)).toEqual(requirements.map(({ id }) => id));
    expect(rows.find(({ requirement }) => requirement === "OA-object-7")?.selftest).toEqual({
      version: outcome.version,
      finishedAt: outcome.finishedAt,
      ...sums,
    });
  });

  it("tells of another version, of what was not exercised, and of a fault that survived", async () => {
    const { stdout } = await listed(cacheWith(JSON.stringify({ format: 1, ...made })));
    expect(blockOf("OA-object-7", stdout)).toContain(
      "selftest rules exercised 1,234 times, scenarios ran once, 2 of 3 faults found",
    );
    expect(blockOf("OR-stream-3", stdout)).toContain("selftest not exercised, no fault tried");
    expect(stdout).toMatch(
      /selftest of 2026-11-26T12:00:00\.000Z, version 0\.0\.1; this is version \S+; run responses-conformance selftest again\n$/,
    );
    const excluded = requirements.find((one) => one.rules.length + one.scenarios.length === 0);
    expect(blockOf(excluded?.id ?? "", stdout)).not.toContain("selftest");
  });

  it("says how to have one where there was none", async () => {
    const { code, stdout, stderr } = await listed(folder());
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/\nno selftest has run yet; run responses-conformance selftest\n$/);
    const rows = JSON.parse((await listed(folder(), "--json")).stdout) as Row[];
    expect(rows.filter(({ selftest }) => selftest !== null)).toEqual([]);
  });

  it("marks one that was interrupted, and prints nothing of it raw", async () => {
    const odd = { ...made, version: "9\u001b[31m\u202e", interrupted: true };
    const { stdout } = await listed(cacheWith(JSON.stringify({ format: 1, ...odd })));
    expect(stdout).toContain("version 9\\x1b[31m\\u202e; interrupted; this is version");
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /it is not JSON: /],
    ["a list", "[]", /it is not a JSON object/],
    ["another format", JSON.stringify({ ...made, format: 2 }), /its format is not 1/],
    ["no version", JSON.stringify({ ...made, format: 1, version: 7 }), /its "version" is missing/],
    [
      "no time",
      JSON.stringify({ ...made, format: 1, finishedAt: "soon" }),
      /its "finishedAt" is no/,
    ],
    [
      "a count that is none",
      JSON.stringify({ ...made, format: 1, rules: { "usage/arithmetic": -1 } }),
      /its "rules\.usage\/arithmetic" is missing or wrong/,
    ],
    [
      "a fault that is none",
      JSON.stringify({ ...made, format: 1, faults: { "\u001b[2J": { killed: "yes" } } }),
      /its "faults\.\\x1b\[2J" is missing or wrong/,
    ],
    ["far too much", `${JSON.stringify({ format: 1, ...made })}${" ".repeat(2 ** 20)}`, /larger/],
  ])("passes over %s in its place, with one note", async (_, text, problem) => {
    const { code, stdout, stderr } = await listed(cacheWith(text));
    expect(code).toBe(0);
    expect(stdout).toContain("no selftest has run yet");
    expect(stderr).toMatch(/^note: the outcome of the last selftest is ignored; [^\n]*\n$/);
    expect(stderr).toMatch(problem);
  });

  it("passes over a folder in its place", async () => {
    const cache = folder();
    mkdirSync(outcomeFile({ XDG_CACHE_HOME: cache }), { recursive: true });
    expect((await listed(cache)).stderr).toMatch(/it is not a regular file\n$/);
  });
});

describe("selftest", () => {
  it("keeps its exit code and its report where the outcome cannot be kept", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    const args = ["selftest", "--only", "unknown-model-*", "--quiet"];
    const { code, stdout, stderr } = await cli(args, { env: { XDG_CACHE_HOME: file } });
    expect(code).toBe(0);
    expect(stdout).toContain("found by the rule or scenario that must find it");
    expect(stderr).toMatch(
      /^note: \S+selftest\.json cannot be written, so `list requirements` will not show this outcome: .+\n$/,
    );
    expect(readFileSync(file, "utf8")).toBe("");
  });
});

describe("the place of the outcome", () => {
  it.each<[string, Record<string, string>, string, string]>([
    ["XDG_CACHE_HOME", { XDG_CACHE_HOME: "/cache", HOME: "/h" }, "linux", "/cache"],
    [
      "a relative XDG_CACHE_HOME, which counts for nothing",
      { XDG_CACHE_HOME: "c" },
      "linux",
      "/u/.cache",
    ],
    ["an empty one", { XDG_CACHE_HOME: "", HOME: "/h" }, "darwin", "/h/.cache"],
    ["LOCALAPPDATA on Windows", { LOCALAPPDATA: "/local" }, "win32", "/local"],
    ["LOCALAPPDATA elsewhere", { LOCALAPPDATA: "/local" }, "linux", "/u/.cache"],
    ["nothing", {}, "linux", "/u/.cache"],
  ])("is found with %s", (_, env, platform, cache) => {
    expect(outcomeFile(env, { platform, home: "/u" })).toBe(
      join(cache, "responses-conformance", "selftest.json"),
    );
  });
});
