/** What `--help` says beyond the lists of options: examples, environment, exit codes. No line is wider than 80. */

const bin = "responses-conformance";

const section = (heading: string, lines: readonly string[]): string =>
  `\n${heading}\n${lines.map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n`;

/** Examples with what they do, above them. */
const examples = (...each: readonly [what: string, command: string][]): string =>
  section(
    "Examples:",
    each.flatMap(([what, command], index) => [
      ...(index > 0 ? [""] : []),
      `# ${what}`,
      command.startsWith("|") ? command.slice(1) : `${bin} ${command}`,
    ]),
  );

const exitCodes = section("Exit codes:", [
  "0  conformant: no MUST is broken, and something was tested",
  "1  a violation: a MUST is broken (with --strict, a SHOULD), or a stale waiver",
  "2  wrong usage, config or scenario file",
  "3  could not test: unreachable, refused, timed out, nothing to test",
  "4  a bug of this program",
]);

const colours = "NO_COLOR, FORCE_COLOR  no colours, or colours also where no terminal is";
const terminal = [
  colours,
  "CI                     no status line while a run goes on",
  "COLUMNS                width to write for",
  "GITHUB_ACTIONS         true: reports hold no commands of a job's log",
  "GITHUB_STEP_SUMMARY    file that the github reporter adds its summary to",
];
const endpoint = [
  "RESPONSES_BASE_URL     as --base-url; else OPENAI_BASE_URL",
  "RESPONSES_API_KEY      the API key; else OPENAI_API_KEY",
  "RESPONSES_MODEL        as --model",
  "HTTP_PROXY, HTTPS_PROXY, NO_PROXY  proxies, and what is reached without",
];

export const program =
  examples(
    [
      "test an endpoint; the key is read from RESPONSES_API_KEY (or OPENAI_API_KEY)",
      "--base-url http://localhost:8000/v1 --model my-model",
    ],
    ["see what a conforming server looks like", "run --reference"],
    [
      "judge streams that you recorded, in both dialects",
      "check recording.sse --dialect openresponses,openai",
    ],
    ["understand a failure", "explain sequence/present"],
    ["write a config file for an endpoint", "init --base-url http://localhost:8000/v1"],
  ) + exitCodes;

export const run =
  examples(
    ["everything", "--base-url http://localhost:8000/v1 --model my-model"],
    [
      "two suites, judged by OpenAI's API reference",
      "--base-url URL --dialect openai --suite core,tools",
    ],
    [
      "some scenarios, with all that there is to say",
      "--base-url URL --scenario 'state/*' --verbose",
    ],
    [
      "a report for CI, and one to read",
      "--base-url URL --reporter console --reporter junit=r.xml",
    ],
    [
      "a key of another name, in another header",
      "--base-url URL --api-key-env KEY --auth-header api-key",
    ],
    ["what would be sent, and what it may cost", "--base-url URL --suite core --dry-run"],
    ["scenarios that you write, again at each change", "--base-url URL --suite ./mine --watch"],
  ) +
  section("Environment:", [
    ...endpoint,
    ...terminal,
    "Flags outrank the environment, the environment outranks the config file.",
  ]) +
  exitCodes;

export const init =
  examples(
    ["write responses-conformance.yaml", "init --base-url http://localhost:8000/v1"],
    ["write it anew, for another model", "init --base-url URL --model my-model --force"],
    ["look at it first", "init --base-url URL --stdout"],
  ) +
  section("Environment:", endpoint) +
  section("Exit codes:", [
    "0  written",
    "2  wrong usage, or the file is there already",
    "3  the endpoint could not be asked; nothing is written",
    "4  a bug of this program",
  ]);

export const check =
  examples(
    ["a stream that was saved", "check recording.sse"],
    ["a folder, with a report for CI", "check tapes/ --dialect openai --reporter junit=r.xml"],
    ["a stream as it comes", `|curl -sN URL/responses -d @request.json | ${bin} check -`],
  ) +
  section("Environment:", terminal) +
  exitCodes;

export const report =
  examples(
    ["the parts of a run that was split, as one", "report 1.json 2.json 3.json"],
    ["what changed since the last run", "report --compare last.json new.json"],
    ["a page for a browser", "report r.json --reporter html=r.html"],
  ) +
  section("Environment:", terminal) +
  exitCodes;

export const serve =
  examples(
    ["a server that conforms", "serve --port 8000"],
    ["on any free port, for a script", "serve --port 0 --quiet"],
    ["a server that loses a delta", "serve --fault delta-lost"],
    ["a model that pays no attention", "serve --model-mode random --seed 7"],
  ) + section("Exit codes:", ["0  it was stopped", "2  wrong usage, or it cannot listen there"]);

export const selftest =
  examples(
    ["all of it, on every core", "selftest"],
    ["some faults, for a program", "selftest --only 'usage-*' --json"],
  ) +
  section("Environment:", [
    "XDG_CACHE_HOME         folder of caches, else ~/.cache (Windows: LOCALAPPDATA)",
    colours,
  ]) +
  section("Exit codes:", [
    "0  all is as it should be",
    "1  a fault survived, a scenario shows none, or a variant was accused",
    "2  wrong usage",
    "3  it was interrupted",
    "4  a bug of this program",
  ]);

export const list = examples(
  ["rules, with their level in each dialect", "list rules"],
  ["scenarios, for a program", "list scenarios --json"],
  ["requirements, and what tests them", "list requirements"],
);

export const explain = examples(
  ["a rule", "explain text/deltas-equal-done"],
  ["a scenario", "explain state/replay-equals-original"],
  ["an event", "explain response.output_text.delta"],
);

export const lint =
  examples(
    ["a config file", "lint responses-conformance.yaml"],
    ["a suite of your own, and a dialect", "lint ./my-suite mine.yaml"],
  ) + section("Exit codes:", ["0  all files can be used", "2  one has a mistake"]);

export const completion = section("Load it in each new shell:", [
  `echo 'source <(${bin} completion bash)' >> ~/.bashrc`,
  "# in ~/.zshrc this must come after compinit",
  `echo 'source <(${bin} completion zsh)' >> ~/.zshrc`,
  `${bin} completion fish \\`,
  `  > ~/.config/fish/completions/${bin}.fish`,
]);
