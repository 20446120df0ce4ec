import {
  sharedExchange,
  type ScenarioResult,
  type StepFinding,
  type StepResult,
} from "../result/run.ts";
import type { Trace } from "../result/trace.ts";
import type { Redactor } from "../tape/redact.ts";
import type { WireLimits } from "../wire/limits.ts";
import type { Recorded } from "./exchange.ts";
import type { RanScenario } from "./scenario.ts";
import { createTracer, namedBy, runBudget, type TraceHead, type TraceOptions } from "./trace.ts";

/** Most exchanges of a step that are kept. */
const mostExchanges = 64;

/** The findings on a step, and whether one of them or an unmet expectation makes it worth a trace. */
function problemsOf(
  { results }: ScenarioResult,
  id: string,
): { worthTrace: boolean; findings: StepFinding[] } {
  const findings = results.flatMap((result) => result.findings.filter(({ step }) => step === id));
  const unmet = results.flatMap((result) => result.expectations.filter(({ step }) => step === id));
  return { worthTrace: [...findings, ...unmet].some(({ level }) => level !== "may"), findings };
}

/**
 * Adds traces to the finished scenarios of a run, as far as their budget allows. They are masked with the run's redactor while
 * each frame is whole; the result that they stand in is masked again as all of it is.
 */
export function keepTraces(
  redactor: Redactor,
  limits: WireLimits,
): (ran: RanScenario) => ScenarioResult {
  const options: TraceOptions = { redactor, budget: runBudget(), limits };
  // A shared exchange is in several scenarios: its bytes are the same.
  const made = new WeakMap<Uint8Array, Trace>();
  return ({ result, tapes }) => {
    const steps = result.steps.map((step): StepResult => {
      const { worthTrace, findings } = problemsOf(result, step.id);
      if (!worthTrace) return step;
      const own = tapes.filter((one) => one.step === step.id);
      const traces = chosen(own, findings).map(({ exchange, events, tape }) => {
        const named = namedBy(findings.filter((one) => (one.exchange ?? 0) === exchange));
        const known = made.get(tape.bytes);
        const trace = known ?? traceOf(tape, { exchange, events, named }, options);
        made.set(tape.bytes, trace);
        return trace;
      });
      return traces.length === 0 ? step : { ...step, traces };
    });
    return { ...result, steps };
  };
}

/** The exchanges of a step that are kept, where it has many: those that findings name, the last one, and the first ones. */
function chosen(
  tapes: RanScenario["tapes"],
  findings: readonly StepFinding[],
): RanScenario["tapes"] {
  if (tapes.length <= mostExchanges) return tapes;
  const named = new Set(findings.map(({ exchange = 0 }) => exchange));
  const last = tapes.at(-1)?.exchange;
  const weight = ({ exchange }: { exchange: number }): number =>
    named.has(exchange) ? 2 : exchange === last ? 1 : 0;
  return tapes
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, mostExchanges)
    .toSorted((a, b) => a.exchange - b.exchange);
}

function traceOf(
  { request, response, form, bytes, reads }: Recorded,
  rest: Pick<TraceHead, "exchange" | "events" | "named">,
  options: TraceOptions,
): Trace {
  const head = { ...rest, request: request?.body, headers: response?.headers, form };
  const tracer = createTracer(head, options);
  let from = 0;
  for (const { length, at } of reads) {
    if (tracer.done) break;
    tracer.push(bytes.subarray(from, (from += length)), at);
  }
  return tracer.end();
}

/**
 * What a run sent once for several scenarios is kept at the first of them that has it. Scenarios stand in the order of the
 * run. The parts of a run send it each for itself: it is kept once more where the answer came out another.
 */
export function tracesOnce(scenarios: readonly ScenarioResult[]): ScenarioResult[] {
  const seen = new Set<string>();
  const once = (step: StepResult): StepResult => {
    const { traces, ...rest } = step;
    if (!step.shared || !traces) return step;
    const key = sharedExchange(step);
    if (seen.has(key)) return rest;
    seen.add(key);
    return step;
  };
  return scenarios.map((scenario) => ({ ...scenario, steps: scenario.steps.map(once) }));
}
