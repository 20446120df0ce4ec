import { brokeOff, createSession } from "../engine/exchange.ts";
import type { JudgingDialect } from "../checker/checker.ts";
import type { StepOutcome } from "../result/conclude.ts";
import type { ScenarioResult, StepResult } from "../result/run.ts";
import { drawVars, UnresolvedReference, type ReferenceContext } from "../scenario/references.ts";
import type { Observed } from "../scenario/observed.ts";
import type { Capability, Scenario, Step } from "../scenario/types.ts";
import { bothLooks, type Looked } from "./both-looks.ts";
import type { Offer } from "./offer.ts";
import { declaredOffer, needsOf, type Offers } from "./capabilities.ts";
import type { Client } from "./client.ts";
import { shellQuote } from "./curl.ts";
import { emptyScenario } from "./describe.ts";
import { gatesOf, type Gate } from "./gate.ts";
import type { Wanted } from "./request.ts";
import { sharingClient, type SharedAnswers } from "./shared.ts";
import { rules } from "../rules/index.ts";
import { combineLooks, doubtsIn, reasonToLookAgain, shownAlone, type Look } from "./second-look.ts";
import { addExchange, dependencies, runStep, wantedOf, type StepTape } from "./step.ts";
import type { Turns } from "./turns.ts";
import type { RunOptions } from "./types.ts";
import {
  brokenEnd,
  crashed,
  ignoredCapability,
  judgeScenario,
  unsent,
  type Unsent,
} from "./verdict.ts";

/** What all scenarios of a run share. */
export interface RunContext {
  options: RunOptions;
  client: Client;
  gates: readonly Gate[];
  /** Undefined when the gate is shut for everything: then nothing was probed. */
  offers: Offers | undefined;
  /** Response ids of the whole run. */
  ids: Map<string, string[]>;
  /** Answers that several scenarios build on: those of the first looks, and those of the second ones. */
  shared: SharedAnswers;
  sharedAgain: SharedAnswers;
}

/** A finished scenario, with its exchanges where they are kept, in the order in which they were made. */
export interface RanScenario {
  result: ScenarioResult;
  tapes: (StepTape & { step: string })[];
  /** Takes a second look, if chance may have had a hand in the result: to be called when nothing else is under way. */
  again?: (() => Promise<RanScenario | undefined>) | undefined;
}

/** The dialects that judge a scenario: all, or those that it names (themselves, or as the base of a user's own). */
export function judgesOf(
  scenario: Pick<Scenario, "dialects">,
  dialects: readonly JudgingDialect[],
): JudgingDialect[] {
  const named = scenario.dialects;
  if (!named) return [...dialects];
  return dialects.filter(
    ({ dialect }) => named.includes(dialect.name) || named.includes(dialect.base),
  );
}

/** Why the settings alone say that a scenario does not apply; undefined when they do not. */
export function reasonInSettings(scenario: Scenario, options: RunOptions): string | undefined {
  return ruledOut(scenario, options)?.reason;
}

function ruledOut(scenario: Scenario, options: RunOptions): Unsent | undefined {
  const { capabilities, endpoint, provoke } = options;
  const lacks: Lack[] = [];
  for (const need of needsOf(scenario)) {
    const offer = declaredOffer(need, capabilities);
    if (offer?.kind === "lacking") lacks.push({ need, ...offer });
  }
  const lacked = unsentFor(lacks, options);
  if (lacked) return lacked;
  if (scenario.needsKey && endpoint.apiKey === undefined)
    return {
      verdict: "n/a",
      reason: "no API key is configured, so a request without it cannot be tested",
    };
  for (const { provokeBody } of scenario.steps)
    if (provokeBody !== undefined && !Object.hasOwn(provoke, provokeBody))
      return { verdict: "n/a", reason: `the config has no provoke.${provokeBody}` };
  return undefined;
}

/** A need that is not met, or of which that could not be found out. */
interface Lack {
  need: Capability;
  kind: Exclude<Offer["kind"], "offered">;
  reason: string;
  open?: true;
}

/** Why a scenario does not apply: the capability is named, unless the reason does so. */
function whyNot({ need, kind, reason }: Lack): string {
  if (kind === "ignored") return `the capability ${need} is accepted and ignored: ${reason}`;
  return reason.startsWith(`${need} `) || reason.startsWith("the config ")
    ? reason
    : `the capability ${need} is not offered: ${reason}`;
}

/** The outcome of a scenario with unmet needs. A missing capability that the run requires outranks the others. */
function unsentFor(lacks: readonly Lack[], { required = [] }: RunOptions): Unsent | undefined {
  const demanded = lacks.find(({ kind, need }) => kind !== "unknown" && required.includes(need));
  if (demanded) return { verdict: "fail", reason: demanded.reason, required: demanded.need };
  const [first] = lacks;
  if (!first) return undefined;
  return first.kind !== "unknown"
    ? { verdict: "n/a", reason: whyNot(first), lacks: first.need }
    : {
        verdict: first.open ? "inconclusive" : "error",
        reason: `${first.need} could not be probed: ${first.reason}`,
      };
}

/** Why a scenario is not sent: what it needs is not there, or the endpoint cannot be tested. */
async function reasonNotToSend(
  scenario: Scenario,
  { options, gates, offers }: RunContext,
): Promise<Unsent | undefined> {
  const settled = ruledOut(scenario, options);
  if (settled) return settled;
  const shut = gates.find(({ problem }) => problem?.concerns === "everything")?.problem;
  if (shut || !offers)
    return {
      verdict: shut?.unread ? "inconclusive" : "error",
      reason: shut?.reason ?? "the capability was not probed",
    };
  const lacks: Lack[] = [];
  for (const need of needsOf(scenario)) {
    const offer = await offers(need);
    if (offer.kind !== "offered") lacks.push({ need, ...offer });
  }
  const lacked = unsentFor(lacks, options);
  if (lacked && lacked.verdict !== "error") return lacked;
  const uses = gatesOf(scenario);
  const blocked = gates.find(
    ({ kind, problem }) => problem && uses.has(kind) && !isAccepted(kind, problem.refused, options),
  );
  const problem = blocked?.problem;
  // That a probe was not answered either is no reason by itself.
  return problem
    ? { verdict: problem.unread ? "inconclusive" : "error", reason: problem.reason }
    : lacked;
}

/** Streaming that is declared and yet refused is a failure of the scenarios, so they are sent. */
const isAccepted = (kind: Gate["kind"], refused: boolean, { capabilities }: RunOptions): boolean =>
  kind === "streamed" && refused && capabilities.stream === true;

/** The facts of a scenario for reports, besides its outcome. */
const described = ({ id, suite, title, spec, place }: Scenario, { redoPrefix }: RunOptions) => {
  const redo = `${redoPrefix} --scenario ${shellQuote(id)}`;
  return { id, suite, title, spec, file: place.file, redo };
};

/**
 * Runs a scenario step by step.
 * @returns undefined when the run was interrupted before it was finished
 */
export async function runScenario(
  scenario: Scenario,
  context: RunContext,
): Promise<RanScenario | undefined> {
  const { options } = context;
  const dialects = judgesOf(scenario, options.dialects);
  const not = await reasonNotToSend(scenario, context);
  if (not) {
    const results = dialects.map(({ dialect }) => unsent(dialect.name, scenario, not));
    return {
      result: { ...described(scenario, options), durationMs: 0, steps: [], results },
      tapes: [],
    };
  }

  const first = await look(scenario, context, context.shared);
  if (!first) return undefined;
  const settings = {
    rules: options.rules ?? rules,
    concurrency: options.concurrency,
    shown: shownAlone(context.gates),
  };
  const except = new Set(scenario.except.map(({ rule }) => rule));
  const doubts = doubtsIn(first.looks, settings, except);
  if (!doubts) return ranOf(scenario, options, first, first.looks);
  const why = reasonToLookAgain(doubts);
  return {
    ...ranOf(scenario, options, first, first.looks),
    async again() {
      options.onProgress?.({ kind: "waiting", scenario: scenario.id, reason: why });
      const second = await look(scenario, context, context.sharedAgain);
      if (!second) return undefined;
      const outcomes = combineLooks(first.looks, second.looks, settings, except);
      return ranOf(scenario, options, bothLooks(first, second, why), outcomes);
    },
  };
}

/** The result of a scenario, from what its steps came to. */
function ranOf(
  scenario: Scenario,
  options: RunOptions,
  { steps, tapes, durationMs }: Looked,
  outcomes: readonly StepOutcome[],
): RanScenario {
  const results = judgesOf(scenario, options.dialects).map(({ dialect }) =>
    judgeScenario(dialect.name, scenario, outcomes),
  );
  return { result: { ...described(scenario, options), durationMs, steps, results }, tapes };
}

async function look(
  scenario: Scenario,
  context: RunContext,
  shared: SharedAnswers,
): Promise<Looked | undefined> {
  const turns = context.client.turns();
  try {
    return await runSteps(scenario, { ...context, shared }, turns);
  } finally {
    await turns.close();
  }
}

async function runSteps(
  scenario: Scenario,
  { options, client, ids, shared }: RunContext,
  turns: Turns,
): Promise<Looked | undefined> {
  const dialects = judgesOf(scenario, options.dialects);
  const startedAt = performance.now();
  const session = createSession({ ids });
  const references: ReferenceContext & { steps: Map<string, Observed> } = {
    steps: new Map(),
    config: { model: client.endpoint.model },
    vars: drawVars(scenario.vars),
  };
  const looks: Look[] = [];
  const steps: StepResult[] = [];
  const tapes: RanScenario["tapes"] = [];
  const unusable = new Set<string>();
  for (const step of scenario.steps) {
    if (unusable.size > 0 && [...dependencies(step)].some((id) => unusable.has(id))) {
      unusable.add(step.id);
      continue;
    }
    const asked = {
      step: step.id,
      scenario: scenario.id,
      dialects,
      session,
      ahead: () =>
        resolvable(pipelinedAfter(scenario, step), (next) =>
          wantedOf(next, references, client.endpoint.model, options.provoke),
        ),
    };
    const by = step.socket
      ? { ...client, exchange: turns.exchange }
      : step.shared
        ? sharingClient(client, shared)
        : client;
    const ran = await runStep(by, step, references, asked, options.provoke);
    if (ran.aborted) return undefined;
    looks.push(ran.outcome);
    tapes.push(...ran.tapes.map((tape) => ({ ...tape, step: step.id })));
    if (ran.result) steps.push(ran.result);
    if (!ran.usable) unusable.add(step.id);
    // What could not be reached now will not be reached by the next step either.
    if (ran.outcome.error !== undefined) break;
  }
  return { looks, steps, tapes, durationMs: Math.round(performance.now() - startedAt) };
}

/** The steps whose messages are sent together with that of a step: none of them was sent with an earlier one. */
function pipelinedAfter({ steps }: Scenario, step: Step): Step[] {
  if (step.socket?.pipelined) return [];
  const following = steps.slice(steps.indexOf(step) + 1);
  const end = following.findIndex(({ socket }) => !socket?.pipelined);
  return end < 0 ? following : following.slice(0, end);
}

/** What steps send, up to the first that needs what is not there: that one says so when its turn comes. */
function resolvable(steps: readonly Step[], wantedBy: (step: Step) => Wanted): Wanted[] {
  const all: Wanted[] = [];
  try {
    for (const step of steps) all.push(wantedBy(step));
  } catch (error) {
    if (!(error instanceof UnresolvedReference)) throw error;
  }
  return all;
}

/** A capability that the endpoint accepts and ignores, as a scenario by itself: all that needs it is not sent. */
export function ignoredResult(
  capability: Capability,
  { reason, exchange }: Extract<Offer, { kind: "ignored" }>,
  options: RunOptions,
): RanScenario {
  const id = `capability/${capability}`;
  const title = `The capability ${capability} is honoured or refused`;
  const step = addExchange(undefined, { id: "probe" }, exchange);
  const results = options.dialects.map(({ dialect }) => {
    const level = dialect.ignored[capability] ?? "may";
    const failures = level === "off" ? [] : [ignoredCapability(capability, reason, level)];
    const outcome: StepOutcome = { step: "probe", judgements: [], failures, checked: true };
    return judgeScenario(dialect.name, { except: [] }, [outcome]);
  });
  const head = { suite: "capability", title, redo: options.redoPrefix };
  const { tape, events, durationMs } = exchange;
  return {
    result: { ...emptyScenario(id, { ...head, file: "" }), durationMs, steps: [step], results },
    tapes: tape ? [{ step: "probe", exchange: 0, events, tape }] : [],
  };
}

/** A gate exchange that broke the protocol, as a scenario by itself: unless it was answered in another form, all that depends on it is not sent. */
export function gateResult(gate: Gate, options: RunOptions): RanScenario | undefined {
  const { kind } = gate;
  const { exchange, problem } = gate.crash ?? gate;
  if (!problem?.judged) return undefined;
  const { events, end, tape } = exchange;
  const { reason } = problem;
  const outcome: StepOutcome = {
    step: kind,
    judgements: exchange.judgements.map((one) => ({ ...one, exchange: 0 })),
    ...(gate.crash
      ? { failures: [crashed(kind, reason, exchange.observed?.status ?? 0)] }
      : end && brokeOff(end.kind)
        ? { broken: { detail: reason, failure: brokenEnd(kind, "", reason), byTimeLimit: false } }
        : { error: reason }),
    checked: true,
  };
  const step = addExchange(undefined, { id: kind }, exchange);
  const title = `The endpoint answers a minimal ${kind} request`;
  const result: ScenarioResult = {
    ...emptyScenario(`gate/${kind}`, { suite: "gate", title, file: "", redo: options.redoPrefix }),
    durationMs: step.durationMs,
    steps: [step],
    results: options.dialects.map(({ dialect }) =>
      judgeScenario(dialect.name, { except: [] }, [outcome]),
    ),
  };
  return { result, tapes: tape ? [{ step: kind, exchange: 0, events, tape }] : [] };
}
