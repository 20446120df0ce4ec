import { grouped } from "../json/json.ts";
import { clip, digits, plural, safe } from "../report/text.ts";
import { exitCodes } from "../result/run.ts";
import { bytesPerToken, defaultOutputTokens, type TokenBound } from "../runner/estimate.ts";
import { planRun, type PlannedRequest } from "../runner/plan.ts";
import type { RunOptions } from "../runner/types.ts";
import { write, type Io } from "./io.ts";

/** How the plan is printed. */
interface DryRunFlags {
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
}

/** Longest body that is printed without --verbose, in UTF-16 units. */
const longestBody = 160;

/** Prints the requests of a run and the tokens that they may cost. It sends nothing. @returns the exit code */
export async function dryRun(options: RunOptions, flags: DryRunFlags, io: Io): Promise<number> {
  const planned = await planRun(options);
  const text = flags.json === true ? planJson(planned) : planText(planned, flags);
  await write(io.stdout, text);
  return exitCodes.conformant;
}

const sum = (planned: readonly PlannedRequest[]): TokenBound & { requests: number } => ({
  requests: planned.reduce((all, { times }) => all + times, 0),
  input: planned.reduce((all, { tokens }) => all + tokens.input, 0),
  output: planned.reduce((all, { tokens }) => all + tokens.output, 0),
});

function planJson(planned: readonly PlannedRequest[]): string {
  const { requests, input, output } = sum(planned);
  const scenarios = Object.fromEntries(
    [...grouped(planned, ({ scenario }) => scenario)].map(([id, steps]) => {
      const all = sum(steps);
      return [id, { requests: all.requests, tokens: { input: all.input, output: all.output } }];
    }),
  );
  const plan = {
    sent: 0,
    requests,
    tokens: { input, output },
    estimate: { bytesPerInputToken: bytesPerToken, outputTokensWithoutLimit: defaultOutputTokens },
    scenarios,
    plan: planned,
  };
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

function planText(planned: readonly PlannedRequest[], { quiet, verbose }: DryRunFlags): string {
  const lines: string[] = [];
  for (const [id, steps] of quiet === true ? [] : grouped(planned, ({ scenario }) => scenario)) {
    const { input, output } = sum(steps);
    const cost =
      input + output > 0 ? `  (tokens: ${digits(input)} input, ${digits(output)} output)` : "";
    lines.push(`${id}${cost}`);
    for (const { step, method, path, body, note, curl } of steps) {
      const json = typeof body === "string" ? body : JSON.stringify(body);
      const shown = json === undefined || verbose === true ? json : clip(json, longestBody);
      const words = [step, method, path, ...(note === undefined ? [] : [`(${note})`]), shown];
      lines.push(`  ${words.filter((word) => word !== undefined && word !== "").join("  ")}`);
      if (verbose === true) lines.push(`    ${curl}`);
    }
  }
  const { requests, input, output } = sum(planned);
  lines.push(
    `At most ${digits(input)} input tokens (one per ${bytesPerToken} bytes of the requests) and ${digits(output)} output tokens (max_output_tokens of each request, or ${digits(defaultOutputTokens)} if it is not set)`,
    `${plural(requests, "request")}, none sent (--dry-run)`,
  );
  return `${lines.map(safe).join("\n")}\n`;
}
