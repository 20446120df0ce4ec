import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { validateAction } from "@action-validator/core";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { assetPath, packageVersion } from "../src/assets/assets.ts";
import { bin } from "./support/cli.ts";
import { serve } from "./support/serve.ts";

interface Action {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { steps: { id: string; env: Record<string, string>; run: string; shell: string }[] };
}

const text = readFileSync(assetPath("action.yml"), "utf8");
const { inputs, outputs, runs } = parse(text) as Action;
const [step] = runs.steps;
if (!step) throw new Error("the action has no step");

const folder = mkdtempSync(join(tmpdir(), "action-"));
afterAll(() => rmSync(folder, { recursive: true }));
// Stands for npx: writes down its words and the key that it was given, and ends as told; or runs the built program.
writeFileSync(
  join(folder, "npx"),
  `#!/bin/sh\n[ -z "$BIN" ] || { shift 2; exec "$NODE" "$BIN" "$@"; }\n{ printf '%s\\0' "$@"; printf 'key=%s\\0' "$RESPONSES_API_KEY"; env | grep -c INPUT_API_KEY; } > "$SEEN"\n[ -n "$BROKEN" ] || for word; do case $word in --reporter=json=*) : > "\${word#--reporter=json=}" ;; esac; done\nexit "$ENDS"\n`,
);
chmodSync(join(folder, "npx"), 0o755);

/** Runs the script of the action as the runner would: inputs that are not given are empty, or their default. */
function run(given: Record<string, string>, ends = 0, env: Record<string, string> = {}) {
  const [seen, output, script] = ["seen", "output", "script"].map((name) => join(folder, name));
  for (const file of [seen, output]) writeFileSync(file ?? "", "");
  writeFileSync(script ?? "", step?.run ?? "");
  const variables = Object.entries(step?.env ?? {}).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? "";
    return [name, given[input] ?? inputs[input]?.default ?? ""];
  });
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", script ?? ""],
    {
      cwd: folder,
      encoding: "utf8",
      env: {
        PATH: `${folder}:${process.env["PATH"] ?? ""}`,
        GITHUB_OUTPUT: output,
        SEEN: seen,
        ENDS: String(ends),
        ...Object.fromEntries(variables),
        ...env,
      },
    },
  );
  const words = readFileSync(seen ?? "", "utf8").split("\0");
  const [left] = words.splice(-1);
  const [key] = words.splice(-1);
  const told = Object.fromEntries(
    Array.from(
      readFileSync(output ?? "", "utf8").matchAll(/^(.+)<<(end-\d+)\n([^]*?)\n\2\n/gm),
      ([, name, , value]) => [name, value],
    ),
  );
  return { status, stdout, stderr, words, key, left, told };
}

const reporters = (reports: string): string[] => [
  "--reporter=github",
  `--reporter=junit=${reports}/junit.xml`,
  `--reporter=json=${reports}/report.json`,
  `--reporter=html=${reports}/report.html`,
];
const url = "http://localhost:8000/v1";
const npx = ["--yes", `responses-conformance@${packageVersion()}`, "run"];

describe("action.yml", () => {
  it("is an action, as GitHub defines one", () => {
    expect(validateAction(text)).toMatchObject({ actionType: "action", errors: [] });
    expect(validateAction(text.replace("using: composite", "using: magic")).errors).not.toEqual([]);
  });

  it("puts no expression into a script", () => {
    for (const { run } of runs.steps) expect(run).not.toContain("${{");
    expect(Object.values(step.env).toSorted()).toEqual(
      Object.keys(inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .toSorted(),
    );
    for (const name of Object.keys(step.env))
      expect(step.run).toContain(`$${name}`.replace("$", ""));
    expect(Object.values(outputs).map(({ value }) => value)).toEqual(
      Object.keys(outputs).map((name) => `\${{ steps.${step.id}.outputs.${name} }}`),
    );
  });

  it("takes the package of its own version", () => {
    expect(inputs["version"]?.default).toBe(packageVersion());
  });

  it("is documented with all that it takes and gives", () => {
    const document = readFileSync(assetPath("docs", "ci.md"), "utf8");
    for (const name of [...Object.keys(inputs), ...Object.keys(outputs)])
      expect(document).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, "m"));
  });

  it("asks for no more than a base URL", () => {
    const { status, words, key, told } = run({ "base-url": url });
    expect(words).toEqual([...npx, `--base-url=${url}`, ...reporters("responses-conformance")]);
    expect([status, key]).toEqual([0, "key="]);
    expect(told).toEqual({
      "exit-code": "0",
      verdict: "conformant",
      junit: "responses-conformance/junit.xml",
      json: "responses-conformance/report.json",
      html: "responses-conformance/report.html",
    });
    expect(Object.keys(told).toSorted()).toEqual(Object.keys(outputs).toSorted());
  });

  const hostile = [
    "two words",
    'it\'s "quoted"',
    "$(touch pwned) `touch pwned` ${HOME} $HOME",
    "; touch pwned #",
    "--api-key=stolen",
    "-h",
    "first\nsecond",
    "* ? [a-z] {a,b} ~",
    "back\\slash\\n",
    "%0A::error::x",
    "ünï · 漢字",
  ];
  it.each(hostile)("hands on %j as it is", (value) => {
    const single = run({
      "base-url": value,
      model: value,
      dialect: value,
      config: value,
      waivers: value,
      "api-key": value,
      strict: "true",
      reports: `reports ${value}`,
    });
    const reports = `reports ${value}`;
    expect(single.words).toEqual([
      ...npx,
      "--strict",
      `--base-url=${value}`,
      `--model=${value}`,
      `--dialect=${value}`,
      `--config=${value}`,
      `--waivers=${value}`,
      ...reporters(reports),
    ]);
    expect([single.status, single.key, single.left]).toEqual([0, `key=${value}`, "0\n"]);
    expect(single.told["html"]).toBe(`${reports}/report.html`);
    expect(Object.keys(single.told)).toHaveLength(5);
    const lines = value.split("\n");
    const listed = run({
      "base-url": url,
      suites: value,
      scenarios: `${value}\r\n\n`,
      args: value,
    });
    expect(listed.words).toEqual([
      ...npx,
      `--base-url=${url}`,
      ...lines.map((line) => `--suite=${line}`),
      ...lines.map((line) => `--scenario=${line}`),
      ...lines,
      ...reporters("responses-conformance"),
    ]);
    expect(() => readFileSync(join(folder, "pwned"))).toThrow("ENOENT");
  });

  it.each(["1.2.3 && touch pwned", "$(id)", "../evil", "https://evil.example/x.tgz", "", "a\nb"])(
    "takes %j for no version",
    (version) => {
      const { status, stdout, words, told } = run({ "base-url": url, version });
      expect([status, words, told]).toEqual([2, [], { "exit-code": "2", verdict: "usage" }]);
      expect(stdout).toBe(
        "::error title=responses-conformance::the input version is not a version of an npm package\n",
      );
    },
  );

  it("knows true from false", () => {
    expect(run({ "base-url": url, strict: "false" }).words).not.toContain("--strict");
    expect(run({ "base-url": url, strict: "yes" })).toMatchObject({ status: 2, words: [] });
  });

  it("leaves a key of the environment alone when it is given none", () => {
    const { key } = run({ "base-url": url }, 0, { RESPONSES_API_KEY: "from the job" });
    expect(key).toBe("key=from the job");
  });

  it.each([
    [0, "conformant"],
    [1, "violation"],
    [2, "usage"],
    [3, "not-tested"],
    [4, "internal"],
    [127, "internal"],
  ])("ends with %i as the program does, and calls it %s", (ends, verdict) => {
    const { status, told } = run({ "base-url": url }, ends);
    expect(status).toBe(ends);
    expect(told).toMatchObject({ "exit-code": String(ends), verdict });
    expect(told["junit"]).toBe("responses-conformance/junit.xml");
  });

  it("accuses no endpoint where npx could not install the program", () => {
    const { status, stdout, told } = run({ "base-url": url }, 1, { BROKEN: "1" });
    expect(status).toBe(4);
    expect(told).toMatchObject({ "exit-code": "4", verdict: "internal" });
    expect(stdout).toContain("npx could not run the program");
  });

  it.each([
    [undefined, 0, "conformant", /^::notice title=responses-conformance::CONFORMANT/m],
    ["item-done-missing", 1, "violation", /^::error title=item\/added-done-pairing/m],
  ])("tests a server with the fault %s: exit %i", async (fault, code, verdict, annotated) => {
    const server = await serve(...(fault === undefined ? [] : ["--fault", fault]));
    const env = { BIN: bin, NODE: process.execPath };
    const given = { "base-url": server.url, scenarios: "core/text-stream", reports: "a report" };
    const { status, stdout, told } = run(given, 0, env);
    await server.stop();
    expect(stdout).toMatch(annotated);
    expect([status, told["verdict"]]).toEqual([code, verdict]);
    for (const [name, start] of Object.entries({
      junit: "<?xml",
      json: "{",
      html: "<!doctype html",
    }))
      expect(readFileSync(join(folder, told[name] ?? ""), "utf8").toLowerCase()).toMatch(start);
  });
});
