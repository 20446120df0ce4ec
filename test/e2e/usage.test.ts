import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { folder } from "../support/endpoints.ts";

/** A secret that somebody may put in the wrong place. */
const secret = "sk-very-secret";

/** A command line, what is said of it, and what is said of what to do next where that is not the same line. */
type Wrong = [args: string[], message: string, next?: string];

const run = (...args: string[]): string[] => ["--reference", ...args];

const names: Wrong[] = [
  [["chek", "x"], 'unknown command "chek". Did you mean "check"?'],
  [["xyz"], 'unknown command "xyz". Known: run, init, check,'],
  [["help", "run"], 'there is no command "help"; run `responses-conformance --help`'],
  [["http://localhost:8000/v1"], "an endpoint needs the option --base-url: --base-url http://"],
  [["--modle", "x"], 'unknown option --modle. Did you mean "--model"?'],
  [["serve", "--falt", "x"], 'unknown option --falt. Did you mean "--fault"?'],
  [["--frobnicate"], "unknown option --frobnicate", "run --help` lists all options"],
  [
    ["check", "--base-url", "x"],
    "check has no option --base-url; run and init have it",
    "check --help`",
  ],
  [[`--api-kye=${secret}`], 'unknown option --api-kye. Did you mean "--api-key"?'],
  [run("--dialect", "opena"), 'unknown dialect "opena". Did you mean "openai"?'],
  [run("--dialect", "none"), 'unknown dialect "none". Known: openresponses, openai, or the path'],
  [run("--suite", "cor"), 'there is no suite "cor". Did you mean "core"?'],
  [run("--suite", "./cor"), "./cor: no such file or folder"],
  [run("--scenario", "core/text-strem"), 'Did you mean "core/text-stream"?', "list scenarios`"],
  [run("--rule", "sequence/presnt"), 'no rule matches "sequence/presnt". Did you mean "seq'],
  [run("--rule", "nothing"), 'no rule matches "nothing".', "list rules` lists all ids"],
  [run("--require", "stor"), '--require: unknown capability "stor". Did you mean "store"?'],
  [run("--reporter", "juint=x.xml"), 'unknown reporter "juint". Did you mean "junit"?'],
  [run("--transport", "websokcet"), '--transport: unknown name "websokcet". Did you mean "websoc'],
  [["check", "x.sse", "--dialect", "opena"], 'Did you mean "openai"?'],
  [["report", "x.json", "--reporter", "jsn"], 'Did you mean "json"?'],
  [["list", "rule"], 'there is no list of "rule". Did you mean "rules"?'],
  [["explain", "sequence/presnt"], 'Did you mean "sequence/present"?', "list rules`"],
  [["explain", "core/text-strem"], 'Did you mean "core/text-stream"?'],
  [["explain", "output_text.delt"], 'Did you mean "output_text.delta"?'],
  [["serve", "--fault", "delta-los"], 'Did you mean "delta-lost"?', "list faults`"],
  [
    ["serve", "--model-mode", "randm"],
    '--model-mode: unknown name "randm". Did you mean "random"?',
  ],
  [["selftest", "--only", "delta-los"], 'Did you mean "delta-lost"?'],
  [["completion", "fihs"], 'shell: unknown name "fihs". Did you mean "fish"? Known: bash, zsh'],
];

const values: Wrong[] = [
  [["--base-url"], "--base-url needs a value: everything before /responses"],
  [["--base-url", "localhost:8000/v1"], "did you mean http://localhost:8000/v1?"],
  [["--base-url", `ftp://me:${secret}@x`], "must begin with http:// or https://, not ftp://"],
  [["--base-url", "http://x", "--reference"], "cannot be combined"],
  [["--model", "m", "--reference"], "--reference and --model cannot be combined"],
  [["--header", "a: b", "--reference"], "--reference and --header cannot be combined"],
  [["--model", ""], "--model: the value is empty; if it comes from a variable, set the variable"],
  [["--base-url", "http://x", "--api-key-env", "UNSET_VARIABLE"], "UNSET_VARIABLE is not set"],
  [run("--shard", "3/2"), '--shard: "3/2" is not a shard; write the number of the part'],
  [run("--concurrency", "0"), '--concurrency: "0" is not a whole number from 1 to 64'],
  [run("--retries", "many"), '--retries: "many" is not a whole number from 0 to 10'],
  [run("--timeout-connect", "1d"), '--timeout-connect: "1d" is not a time; write'],
  [run("--timeout-headers", "0s"), '--timeout-headers: "0s" is too short'],
  [run("--timeout-idle", "5"), '--timeout-idle: "5" is not a time; write a number with ms'],
  [run("--timeout-total", "900h"), '--timeout-total: "900h" is too long; write at most 24 days'],
  [run("--header", `Authorization ${secret}`), '--header: write it as "Name: value"'],
  [
    run("--header", `host: ${secret}`),
    "--header: the header host cannot be set, because this tool sets it itself",
  ],
  [run("--auth-header", "x y"), '--auth-header: "x y" is not a header name'],
  [run("--require", "store,"), "--require: the list has an empty name"],
  [run("--reporter", "junit="), "--reporter junit=: the file name after = is missing"],
  [run("--reporter", "junit", "--reporter", "json"), "two reports would be written to standard"],
  [run("--reporter", "junit=/dev/null/x/r.xml"), "cannot write the report /dev/null/x/r.xml"],
  [run("--quiet", "--verbose"), "--quiet and --verbose cannot be combined; pass one of them"],
  [run("--json"), "--json needs --dry-run; for a JSON report, pass --reporter json"],
  [run("--update-waivers"), "--update-waivers needs a file to write; pass --waivers FILE"],
  [run("--waivers", "none.yaml"), "none.yaml does not exist; --update-waivers writes one"],
  [run("--record", "/dev/null/x"), "cannot record to /dev/null/x"],
  [run("--config", "none.yaml"), "the config file none.yaml does not exist"],
  [run("--config", "bad.yaml"), 'bad.yaml:1:10: unknown dialect "opena". Did you mean'],
  [run("--dialect", "openai@2000-01-01"), 'unknown revision "openai@2000-01-01". Known: openai@'],
  [run("--dialect", "./none.yaml"), "./none.yaml:1:1: cannot be read"],
  [["serve", "--port", "99999"], '--port: "99999" is not a whole number from 0 to 65535'],
  [["serve", "--seed", "7"], "--seed needs --model-mode random"],
];

const counts: Wrong[] = [
  [[], "no endpoint is given; pass --base-url URL", "responses-conformance run --reference"],
  [
    ["init"],
    "no endpoint is given; pass --base-url URL",
    "init --base-url http://localhost:8000/v1",
  ],
  [["check"], "check needs paths: files and folders", "check --help` shows examples"],
  [["check", "none.sse"], "no such file or folder"],
  [["check", "-", "x.sse"], "standard input (-) cannot be combined with files"],
  [["report"], "report needs files: JSON reports", "report --help`"],
  [["report", "none.json"], "the file none.json does not exist; `run --reporter json=none.json`"],
  [["list"], "list needs what: rules, scenarios, events", "list --help`"],
  [["list", "rules", "x"], 'list takes one argument, but got "rules" "x"', "list --help`"],
  [["explain"], "explain needs name: a rule id, a scenario id or an event type", "explain --help`"],
  [["serve", "x"], 'serve takes no arguments, but got "x"', "serve --help`"],
  [["lint"], "lint needs paths: files, folders, or names of the built-in suites"],
  [["completion"], "completion needs shell: bash, zsh or fish"],
];

describe("wrong usage", () => {
  it.each([...names, ...values, ...counts])(
    "%j gives one clear message and exit code 2",
    async (args, message, next = "") => {
      const cwd = folder();
      writeFileSync(join(cwd, "bad.yaml"), "dialect: opena\n");
      const { code, stdout, stderr } = await cli(args, { cwd });
      expect(stderr).toContain(message);
      expect(stderr).toContain(next);
      expect(stderr).toMatch(/^responses-conformance: [^\n]+\n([^\n]+\n)?$/);
      expect(stderr).not.toMatch(/\bat .+:\d+:\d+|CommanderError/);
      expect(stderr).not.toContain(secret);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(existsSync(join(cwd, "responses-conformance.yaml"))).toBe(false);
    },
  );

  it("tells a mistake in a suite of one's own where it is", async () => {
    const cwd = folder();
    mkdirSync(join(cwd, "mine"));
    writeFileSync(join(cwd, "mine", "a.yaml"), "id: mine/a\ntitle: t\nlevel: mst\nsteps: []\n");
    const { code, stderr } = await cli(run("--suite", "./mine"), { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^responses-conformance: mine\/a\.yaml:3:8: .*"mst".*"must"/);
  });
});

/** An archive with one entry for each address. */
const archive = (...urls: string[]): string =>
  JSON.stringify({
    log: {
      entries: urls.map((url) => ({
        request: { method: "POST", url, headers: [] },
        response: { status: 200, headers: [], content: { mimeType: "text/html", text: "<p>" } },
      })),
    },
  });
const other = archive("https://me:pw@h/v1/chat/completions?key=1", "https://h/v1/responses");
const found =
  /the archive has 2 entries, but no exchange of the Responses API\. It has POST https:\/\/h\/v1\/chat\/completions \(200 text\/html\), POST https:\/\/h\/v1\/responses \(200 text\/html\)\. Expected .*\/responses.* JSON .*event stream/;

describe("a file that cannot be used", () => {
  it.each<[string, string[], string, RegExp]>([
    ["an archive of something else", ["check", "a.har"], other, found],
    [
      "an archive with many addresses",
      ["check", "a.har"],
      archive(...Array.from({ length: 9 }, (_, at) => `https://h/${at}`)),
      /has 9 entries, .* POST https:\/\/h\/4 \(200 text\/html\) and 4 more\. Expected/,
    ],
    ["an empty archive", ["check", "a.har"], archive(), /the archive has no entries\. Expected/],
    ["a file that is no archive", ["check", "a.har"], "", /a\.har: the archive is not JSON: /],
    ["an archive on standard input", ["check", "-"], other, found],
    [
      "nothing on standard input",
      ["check", "-"],
      "",
      /: standard input: it is empty; pipe a capture into this command, for example `curl .* \| responses-conformance check -`$/m,
    ],
    [
      "something else on standard input",
      ["check", "-"],
      "hello",
      /: standard input: it is not a capture\. Known forms: \.sse/,
    ],
    [
      "an empty path",
      ["check", ""],
      "",
      /: a path is empty; if it comes from a variable, set the variable\. Pass files or folders, or - for standard input$/m,
    ],
    [
      "a report of another program",
      ["report", "a.json"],
      '{"name":"x","version":"1","c":1,"d":1,"e":1,"f":1,"g":1}',
      /: a\.json is not a report of this program: it is a JSON object with the keys name, version, c, d, e and 2 more\. Pass a file that `--reporter json=FILE` or `--reporter ndjson=FILE` wrote$/m,
    ],
    [
      "a list as a report",
      ["report", "a.json"],
      "[1]",
      /a report of this program: it is a JSON list\. /,
    ],
    [
      "a text as a report",
      ["report", "a.json"],
      "no",
      /a\.json is not a JSON report: .*\. Pass a file/,
    ],
    [
      "a report of another version",
      ["report", "a.json"],
      '{"format":3,"tool":{"name":"responses-conformance","version":"9.0.0"}}',
      /a\.json is not a JSON report of this version: its format is 3, expected 1 or 2\. /,
    ],
  ])("(%s) is named with what was found and what to do", async (_, args, content, message) => {
    const cwd = folder();
    const [, path = ""] = args;
    if (path !== "-" && path !== "") writeFileSync(join(cwd, path), content);
    const { code, stdout, stderr } = await cli(args, { cwd, stdin: content });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^responses-conformance: [^\n]+\n$/);
    expect(stderr).not.toMatch(/me:pw|key=1|must have required/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  it("is passed over in a folder if it is an archive of something else", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "a.har"), other);
    const { code, stderr } = await cli(["check", "."], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain("no capture found");
  });

  it.each(["", "\n \n", "# nothing yet\n"])("by lint is named if it holds %j", async (text) => {
    const cwd = folder();
    writeFileSync(join(cwd, "mine.yaml"), text);
    writeFileSync(join(cwd, "responses-conformance.yaml"), text);
    const { code, stdout } = await cli(["lint", "."], { cwd });
    expect(stdout).toBe(
      "mine.yaml:1:1: error: the file is empty. Expected a scenario (id, title, steps), a config, a list of waivers, or a dialect (name, extends)\n2 files: 1 error, 0 warnings\n",
    );
    expect(code).toBe(2);
  });
});
