import { createChecker, type JudgingDialect } from "../../checker.ts";
import { createSession } from "../../engine/exchange.ts";
import type { Rule } from "../../engine/rule.ts";
import {
  verdictOf,
  type DialectResult,
  type ScenarioResult,
  type StepResult,
} from "../../result/run.ts";
import { shellQuote } from "../../runner/curl.ts";
import type { WireLimits } from "../../wire/types.ts";
import type { Capture, CapturedExchange } from "./capture.ts";

/** What captures are judged with. */
export interface JudgeWith {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  limits?: WireLimits;
  signal?: AbortSignal;
  /** Command that judges a capture again, without its path. */
  redoPrefix: string;
}

/** Judges all exchanges of a capture, in order and knowing of each other. */
export async function judgeCapture(capture: Capture, judge: JudgeWith): Promise<ScenarioResult> {
  const begun = performance.now();
  const results = judge.dialects.map(({ dialect }) => emptyResult(dialect.name));
  const session = createSession();
  const steps: StepResult[] = [];
  for (const exchange of capture.exchanges)
    steps.push(await judgeExchange(exchange, results, judge, session));
  for (const result of results) conclude(result);
  return {
    id: capture.id,
    suite: capture.suite,
    title: capture.title,
    spec: [],
    file: capture.id,
    durationMs: performance.now() - begun,
    steps,
    results,
    redo: `${judge.redoPrefix} ${shellQuote(capture.id)}`,
  };
}

/** A capture that could not be read, as a result. */
export function unreadable(
  path: string,
  suite: string,
  reason: string,
  judge: JudgeWith,
): ScenarioResult {
  const results = judge.dialects.map(({ dialect }): DialectResult => ({
    ...emptyResult(dialect.name),
    verdict: "error",
    reason,
  }));
  const redo = `${judge.redoPrefix} ${shellQuote(path)}`;
  return {
    id: path,
    suite,
    title: path,
    spec: [],
    file: path,
    durationMs: 0,
    steps: [],
    results,
    redo,
  };
}

function emptyResult(dialect: string): DialectResult {
  const nothing = { findings: [], excepted: [], expectations: [], exercised: {} };
  return { dialect, verdict: "pass", reason: undefined, ...nothing };
}

async function judgeExchange(
  exchange: CapturedExchange,
  results: readonly DialectResult[],
  { dialects, rules, limits, signal }: JudgeWith,
  session: ReturnType<typeof createSession>,
): Promise<StepResult> {
  const { step, info, head, form, chunks, end } = exchange;
  const begun = performance.now();
  let bytes = 0;
  const checker = createChecker({
    dialects,
    exchange: info,
    rules,
    // Without its request a stream cannot be compared with others: nothing of it need be remembered.
    ...(info.request ? { session } : {}),
    ...(limits ? { limits } : {}),
    ...(form ? { form } : {}),
  });
  if (head) checker.open(head);
  for await (const chunk of chunks) {
    bytes += chunk.length;
    checker.bytes(chunk);
    if (checker.stopped || signal?.aborted) break;
  }
  for (const judgement of checker.end(end)) {
    const result = results.find(({ dialect }) => dialect === judgement.dialect);
    if (!result) continue;
    result.findings.push(...judgement.findings.map((finding) => ({ ...finding, step })));
    for (const [rule, times] of Object.entries(judgement.exercised))
      result.exercised[rule] = (result.exercised[rule] ?? 0) + times;
  }
  return {
    id: step,
    method: info.request?.method ?? "",
    url: exchange.url,
    status: head?.status,
    sent: 0,
    retries: [],
    durationMs: performance.now() - begun,
    events: checker.state.events,
    bytes,
    curl: "",
    tape: undefined,
  };
}

function conclude(result: DialectResult): void {
  result.verdict = verdictOf(result.findings.map(({ level }) => level));
  if (result.verdict === "pass" && Object.keys(result.exercised).length === 0) {
    result.verdict = "inconclusive";
    result.reason = "nothing in it could be judged";
  }
}
