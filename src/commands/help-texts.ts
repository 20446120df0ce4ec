/** The parts of `--help` after the lists of options: examples, environment, exit codes. No line is wider than 80. */

const bin = "responses-conformance";

const section = (heading: string, lines: readonly string[]): string =>
  `\n${heading}\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n`;

/** Example commands by what each does, which stands above it as a comment. */
const examples = (commands: Readonly<Record<string, string>>): string =>
  section(
    "Examples:",
    Object.entries(commands).flatMap(([what, command], index) => [
      ...(index > 0 ? [""] : []),
      `# ${what}`,
      command.startsWith("|") ? command.slice(1) : `${bin} ${command}`,
    ]),
  );

const exitCodes = section("Exit codes:", [
  "0  conformant: no MUST is violated, and at least one was tested",
  "1  a MUST is violated (with --strict: or a SHOULD), or a waiver is stale",
  "2  an error in the command line, the config file or a scenario file",
  "3  could not test: no connection, refused, timed out, or nothing to test",
  "4  a bug in this program",
]);

const colours = "NO_COLOR, FORCE_COLOR  never print colours, or always print them";
const terminal = [
  colours,
  "CI                     if set, a run shows no status line",
  "COLUMNS                line width of the output",
  "GITHUB_ACTIONS         if true, reports contain no workflow commands",
  "GITHUB_STEP_SUMMARY    file to which the github reporter adds its summary",
];
const endpoint = [
  "RESPONSES_BASE_URL     same as --base-url; if not set, OPENAI_BASE_URL is read",
  "RESPONSES_API_KEY      the API key; if not set, OPENAI_API_KEY is read",
  "RESPONSES_MODEL        same as --model",
  "HTTP_PROXY, HTTPS_PROXY, NO_PROXY  proxies, and hosts that use no proxy",
];

export const program =
  examples({
    "test an endpoint; the key is read from RESPONSES_API_KEY (or OPENAI_API_KEY)":
      "--base-url http://localhost:8000/v1 --model my-model",
    "see the report of a conforming server": "run --reference",
    "judge a stream that you recorded, in both dialects":
      "check recording.sse --dialect openresponses,openai",
    "understand a failure": "explain sequence/present",
    "write a config file for an endpoint": "init --base-url http://localhost:8000/v1",
  }) + exitCodes;

export const run =
  examples({
    "run every scenario": "--base-url http://localhost:8000/v1 --model my-model",
    "run two suites, judged by OpenAI's API reference":
      "--base-url URL --dialect openai --suite core,tools",
    "run some scenarios, and report every detail": "--base-url URL --scenario 'state/*' --verbose",
    "write one report for CI and one to read":
      "--base-url URL --reporter console --reporter junit=r.xml",
    "read the key from another variable, send it in another header":
      "--base-url URL --api-key-env KEY --auth-header api-key",
    "list what would be sent, and its cost": "--base-url URL --suite core --dry-run",
    "run your own scenarios again at each change": "--base-url URL --suite ./mine --watch",
  }) +
  section("Environment:", [
    ...endpoint,
    ...terminal,
    "Flags override the environment. The environment overrides the config file.",
  ]) +
  exitCodes;

export const init =
  examples({
    "write responses-conformance.yaml": "init --base-url http://localhost:8000/v1",
    "overwrite it, for another model": "init --base-url URL --model my-model --force",
    "print it, write no file": "init --base-url URL --stdout",
  }) +
  section("Environment:", endpoint) +
  section("Exit codes:", [
    "0  the file was written",
    "2  wrong usage, or the file exists already",
    "3  the endpoint could not be asked; no file was written",
    "4  a bug in this program",
  ]);

export const check =
  examples({
    "judge a saved stream": "check recording.sse",
    "judge a folder, and write a report for CI":
      "check tapes/ --dialect openai --reporter junit=r.xml",
    "judge a stream while it arrives": `|curl -sN URL/responses -d @request.json | ${bin} check -`,
  }) +
  section("Environment:", terminal) +
  exitCodes;

export const report =
  examples({
    "merge the reports of all shards of a run": "report 1.json 2.json 3.json",
    "show what changed since the last run": "report --compare last.json new.json",
    "write an HTML page": "report r.json --reporter html=r.html",
  }) +
  section("Environment:", terminal) +
  exitCodes;

export const serve =
  examples({
    "run a conforming server": "serve --port 8000",
    "use any free port, print only the address": "serve --port 0 --quiet",
    "run a server that loses a delta": "serve --fault delta-lost",
    "let the model answer with random words": "serve --model-mode random --seed 7",
  }) +
  section("Exit codes:", [
    "0  the server was stopped",
    "2  wrong usage, or the server cannot listen on this host and port",
  ]);

export const selftest =
  examples({
    "try every fault and variant, on every core": "selftest",
    "try some faults, print JSON": "selftest --only 'usage-*' --json",
  }) +
  section("Environment:", [
    "XDG_CACHE_HOME         cache folder; default ~/.cache (Windows: LOCALAPPDATA)",
    colours,
  ]) +
  section("Exit codes:", [
    "0  every fault was found, and no variant was reported",
    "1  a fault was missed, a scenario found none, or a variant was reported",
    "2  wrong usage",
    "3  the selftest was interrupted",
    "4  a bug in this program",
  ]);

export const list = examples({
  "list rules, with their level in each dialect": "list rules",
  "list scenarios as JSON": "list scenarios --json",
  "list requirements, and the rules and scenarios that test them": "list requirements",
});

export const explain = examples({
  "explain a rule": "explain text/deltas-equal-done",
  "explain a scenario": "explain state/replay-equals-original",
  "explain an event": "explain response.output_text.delta",
});

export const lint =
  examples({
    "check a config file": "lint responses-conformance.yaml",
    "check your own suite and dialect": "lint ./my-suite mine.yaml",
  }) + section("Exit codes:", ["0  no file has an error", "2  a file has an error"]);

export const completion = section("Load it in each new shell:", [
  `echo 'source <(${bin} completion bash)' >> ~/.bashrc`,
  "# in ~/.zshrc, put this line after compinit",
  `echo 'source <(${bin} completion zsh)' >> ~/.zshrc`,
  `${bin} completion fish \\`,
  `  > ~/.config/fish/completions/${bin}.fish`,
]);
