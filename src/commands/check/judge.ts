import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import { createSession } from "../../engine/exchange.ts";
import type { Rule } from "../../engine/rule.ts";
import {
  verdictOf,
  type DialectResult,
  type ScenarioResult,
  type StepFinding,
  type StepResult,
} from "../../result/run.ts";
import { shellQuote } from "../../runner/curl.ts";
import type { TraceOptions } from "../../runner/trace.ts";
import type { WireLimits } from "../../wire/types.ts";
import type { Capture, CapturedExchange } from "./capture.ts";
import { bodyOf, traceOf } from "./trace.ts";

/** What captures are judged with. */
export interface JudgeWith {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  limits?: WireLimits;
  signal?: AbortSignal;
  /** Where `StepResult.traces` are wanted: what they are made with. */
  traces?: TraceOptions | undefined;
  /** Command that judges a capture again, without its path. */
  redoPrefix: string;
}

/** Judges all exchanges of a capture, in order; they share one session. */
export async function judgeCapture(capture: Capture, judge: JudgeWith): Promise<ScenarioResult> {
  const begun = performance.now();
  const results = judge.dialects.map(({ dialect }) => emptyResult(dialect.name));
  const session = createSession();
  const steps: StepResult[] = [];
  // A step that was sent again has several exchanges; each is reported as a step of that name.
  const named = new Map<string, StepResult[]>();
  for (const exchange of capture.exchanges) {
    const alike = named.get(exchange.step) ?? [];
    const step = await judgeExchange(exchange, alike.length, results, judge, session);
    alike.push(step);
    named.set(exchange.step, alike);
    steps.push(step);
  }
  for (const alike of named.values()) gatherTraces(alike);
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

/** Moves the traces of exchanges with the same name to the first of them, where reports look for them. */
function gatherTraces([first, ...others]: StepResult[]): void {
  const traces = [first, ...others].flatMap((step) => step?.traces ?? []);
  for (const step of others) delete step.traces;
  if (first && traces.length > 0) first.traces = traces;
}

/** The result for a capture that could not be read: verdict `error`, with the reason. */
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
  nth: number,
  results: readonly DialectResult[],
  { dialects, rules, limits, signal, traces: kit }: JudgeWith,
  session: ReturnType<typeof createSession>,
): Promise<StepResult> {
  const { step, info, head, form, end } = exchange;
  const body = bodyOf(exchange, kit !== undefined);
  const begun = performance.now();
  let bytes = 0;
  const checker = createChecker({
    dialects,
    exchange: info,
    rules,
    // Without its request a stream cannot be compared with others, so the session does not need it.
    ...(info.request ? { session } : {}),
    ...(limits ? { limits } : {}),
    ...(form ? { form } : {}),
  });
  if (head) checker.open(head);
  for await (const chunk of body.first()) {
    bytes += chunk.length;
    checker.bytes(chunk);
    if (checker.stopped || signal?.aborted) break;
  }
  const found: StepFinding[] = [];
  for (const judgement of checker.end(end)) {
    const result = results.find(({ dialect }) => dialect === judgement.dialect);
    if (!result) continue;
    const which = nth > 0 ? { exchange: nth } : {};
    const findings = judgement.findings.map((finding) => ({ ...finding, step, ...which }));
    result.findings.push(...findings);
    found.push(...findings);
    for (const [rule, times] of Object.entries(judgement.exercised))
      result.exercised[rule] = (result.exercised[rule] ?? 0) + times;
  }
  const durationMs = performance.now() - begun;
  const { events } = checker.state;
  const accused = found.some(({ level }) => level !== "may");
  const trace =
    kit &&
    accused &&
    (await traceOf(
      exchange,
      body,
      { exchange: nth, form: checker.body ? "json" : (form ?? "sse"), events, findings: found },
      kit,
      signal,
    ));
  return {
    id: step,
    method: info.request?.method ?? "",
    url: exchange.url,
    status: head?.status,
    sent: 0,
    retries: [],
    durationMs,
    events,
    bytes,
    curl: "",
    tape: undefined,
    ...(trace ? { traces: [trace] } : {}),
  };
}

function conclude(result: DialectResult): void {
  result.verdict = verdictOf(result.findings.map(({ level }) => level));
  if (result.verdict === "pass" && Object.keys(result.exercised).length === 0) {
    result.verdict = "inconclusive";
    result.reason = "nothing in it could be judged";
  }
}
