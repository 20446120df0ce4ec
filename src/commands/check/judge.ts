import { createChecker, type JudgingDialect } from "../../checker/checker.ts";
import { createSession, type ExchangeEnd, type Session } from "../../engine/exchange.ts";
import type { Rule } from "../../engine/rule.ts";
import { conclude, type StepOutcome } from "../../result/conclude.ts";
import type { ScenarioResult, StepResult } from "../../result/run.ts";
import { emptyScenario } from "../../runner/describe.ts";
import { shellQuote } from "../../runner/curl.ts";
import type { TraceOptions } from "../../runner/trace.ts";
import type { WireLimits } from "../../wire/limits.ts";
import type { Capture, CapturedExchange } from "./capture.ts";
import { bodyOf, traceOf } from "./trace.ts";

/** What captures are judged with. */
export interface JudgeWith {
  dialects: readonly JudgingDialect[];
  rules: readonly Rule[];
  limits?: WireLimits;
  signal?: AbortSignal;
  /** What traces are made with, if `StepResult.traces` are needed. */
  traces?: TraceOptions | undefined;
  /** Command that judges a capture again, without its path. */
  redoPrefix: string;
}

/** Judges all exchanges of a capture, in order and knowing of each other. */
export async function judgeCapture(capture: Capture, judge: JudgeWith): Promise<ScenarioResult> {
  const begun = performance.now();
  const session = createSession({ partial: capture.whole !== true });
  const outcomes: StepOutcome[] = [];
  const steps: StepResult[] = [];
  // A step that was asked again has several exchanges, each reported as a step of that name.
  const named = new Map<string, StepResult[]>();
  for (const exchange of capture.exchanges) {
    const alike = named.get(exchange.step) ?? [];
    const { outcome, result } = await judgeExchange(exchange, alike.length, judge, session);
    outcomes.push(outcome);
    steps.push(result);
    alike.push(result);
    named.set(exchange.step, alike);
  }
  for (const alike of named.values()) gatherTraces(alike);
  return {
    ...captureResult(capture, judge, outcomes),
    durationMs: performance.now() - begun,
    steps,
  };
}

/** Puts the traces of exchanges that share a name to the first of them, where they are looked for. */
function gatherTraces([first, ...others]: StepResult[]): void {
  const traces = [first, ...others].flatMap((step) => step?.traces ?? []);
  for (const step of others) delete step.traces;
  if (first && traces.length > 0) first.traces = traces;
}

/** The result for a capture that could not be read: verdict `error`, with the reason. */
export const unreadable = (
  path: string,
  suite: string,
  reason: string,
  judge: JudgeWith,
): ScenarioResult =>
  captureResult({ id: path, suite, title: path }, judge, [
    { step: "", judgements: [], error: reason },
  ]);

const captureResult = (
  { id, suite, title }: Pick<Capture, "id" | "suite" | "title">,
  { dialects, redoPrefix }: JudgeWith,
  outcomes: readonly StepOutcome[],
): ScenarioResult => ({
  ...emptyScenario(id, { suite, title, redo: `${redoPrefix} ${shellQuote(id)}` }),
  results: dialects.map(({ dialect }) => conclude(dialect.name, outcomes)),
});

async function judgeExchange(
  captured: CapturedExchange,
  exchange: number,
  { dialects, rules, limits, signal, traces: options }: JudgeWith,
  session: Session,
): Promise<{ outcome: StepOutcome; result: StepResult }> {
  const { step, info, head, form, end } = captured;
  const body = bodyOf(captured, options !== undefined);
  const begun = performance.now();
  let bytes = 0;
  // A handshake that was refused, or not answered, is not a turn: it has no messages, and no rule judges it.
  const isHandshake = info.source === "websocket" && form !== "messages";
  const checker = createChecker({
    dialects: isHandshake ? [] : dialects,
    exchange: info,
    rules,
    // Without its request a stream cannot be compared with others: nothing of it need be remembered.
    session: info.request && session,
    limits,
    form,
  });
  if (head) checker.open(head);
  let piece = 0;
  for await (const chunk of body.first()) {
    bytes += chunk.length;
    checker.bytes(chunk, captured.times?.[piece++]);
    if (checker.excess || signal?.aborted) break;
  }
  // A handshake that was refused has no turn: whether a WebSocket is there at all, only a run can tell.
  const refused = info.source === "websocket" && head !== undefined && head.status !== 101;
  const judgements = checker
    .end(end)
    .map((one) => ({ ...one, exchange, ...(refused ? { findings: [], exercised: {} } : {}) }));
  const durationMs = performance.now() - begun;
  const { events } = checker.state;
  const findings = judgements.flatMap((judgement) => judgement.findings);
  const judged = {
    exchange,
    form: checker.body ? "json" : (form ?? "sse"),
    events,
    findings,
  } as const;
  const trace =
    options &&
    findings.some(({ level }) => level !== "may") &&
    (await traceOf(captured, body, judged, options, signal));
  const result: StepResult = {
    id: step,
    method: info.request?.method ?? "",
    url: captured.url,
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
  return {
    outcome: {
      step,
      judgements,
      inconclusive: refused ? handshakeRefused(step, head.status) : unread(step, checker.ending),
    },
    result,
  };
}

const handshakeRefused = (step: string, status: number): string =>
  `${step === "" ? "" : `${step}: `}the WebSocket handshake was answered with status ${status}`;

/** Why an exchange was not judged to its end, if a limit of this run or of the recording is the reason. */
function unread(step: string, end: ExchangeEnd | undefined): string | undefined {
  if (end?.kind !== "limit") return undefined;
  const reason = end.detail ?? "the recording stops at a limit of the program that made it";
  return step === "" ? reason : `${step}: ${reason}`;
}
