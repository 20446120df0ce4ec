/** What `--help` says beyond the lists of options. */

const exitCodes = `
Exit codes:
  0  conformant
  1  a violation of the protocol
  2  wrong usage, config or scenario file
  3  could not test: unreachable, refused, nothing to test
  4  a bug of this program
`;

export const program = `
Examples:
  # test an endpoint; the key is read from RESPONSES_API_KEY (or OPENAI_API_KEY)
  responses-conformance --base-url http://localhost:8000/v1 --model my-model

  # see what a conforming server looks like
  responses-conformance run --reference

  # judge streams that you recorded, in both dialects
  responses-conformance check recording.sse --dialect openresponses,openai

  # understand a failure
  responses-conformance explain sequence/present
${exitCodes}`;

export const run = `
Environment:
  RESPONSES_BASE_URL, RESPONSES_API_KEY, RESPONSES_MODEL; OPENAI_BASE_URL and OPENAI_API_KEY where those are not set.
  HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured.
  Flags outrank the environment, the environment outranks the config file.

Examples:
  responses-conformance --base-url http://localhost:8000/v1 --model my-model
  responses-conformance --base-url URL --dialect openai --suite core --suite tools
  responses-conformance --base-url URL --scenario 'state/*' --verbose
  responses-conformance --base-url URL --reporter junit=report.xml --reporter json=report.json
  responses-conformance --base-url URL --api-key-env MY_KEY --auth-header api-key
${exitCodes}`;

export const init = `
Examples:
  responses-conformance init --base-url http://localhost:8000/v1
  responses-conformance init --base-url URL --model my-model --api-key-env MY_KEY --force
  responses-conformance init --base-url URL --stdout

Exit codes: 0 written, 2 wrong usage or the file is there already, 3 the endpoint could not be asked.
`;

export const check = `
Examples:
  responses-conformance check recording.sse
  responses-conformance check recordings/ --dialect openai --reporter junit=report.xml
  curl -sN URL/responses -d @request.json | responses-conformance check -
${exitCodes}`;

export const serve = `
Examples:
  responses-conformance serve --port 8000
  responses-conformance serve --port 0 --quiet
  responses-conformance serve --fault delta-lost
  responses-conformance serve --model-mode random --seed 7
`;

export const list = `
Examples:
  responses-conformance list rules
  responses-conformance list scenarios --json
  responses-conformance list requirements
`;

export const explain = `
Examples:
  responses-conformance explain text/deltas-equal-done
  responses-conformance explain state/replay-equals-original
  responses-conformance explain response.output_text.delta
`;

export const completion = `
Load it in each new shell:
  echo 'source <(responses-conformance completion bash)' >> ~/.bashrc
  echo 'source <(responses-conformance completion zsh)' >> ~/.zshrc     # after compinit
  responses-conformance completion fish > ~/.config/fish/completions/responses-conformance.fish
`;
