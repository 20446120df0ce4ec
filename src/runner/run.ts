import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import { isObject } from "../json/json.ts";
import { rules as allRules } from "../rules/index.ts";
import type { RunResult, ScenarioResult } from "../result/run.ts";
import { breaks } from "../result/waiver.ts";
import type { Scenario } from "../scenario/types.ts";
import { createRedactor } from "../tape/redact.ts";
import { errorText } from "../transport/failure.ts";
import { createTransport } from "../transport/http.ts";
import { proxyFor } from "../transport/proxy.ts";
import { createClient, type Client } from "./client.ts";
import { emptyRun } from "./describe.ts";
import { minimal, neededGates, openGates } from "./gate.ts";
import { listModels } from "./model.ts";
import { prepareRecording, recordScenario } from "./record.ts";
import { parseBaseUrl, secretsOf, shownUrl } from "./request.ts";
import { described, offersFound, probeCapabilities, wantsStored } from "./capabilities.ts";
import {
  gateResult,
  ignoredResult,
  judgesOf,
  reasonInSettings,
  runScenario,
  type RanScenario,
  type RunContext,
} from "./scenario.ts";
import { keepTraces, tracesOnce } from "./traces.ts";
import { RunCrash, RunUsageError, type RunOptions } from "./types.ts";
import { applyWaivers } from "./waive.ts";

type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Runs scenarios against an endpoint and judges all that passes.
 * Nothing secret is in the result, in progress reports or in the message of an error.
 * @throws RunUsageError when the run cannot start as it is asked for (exit code 2)
 * @throws RunCrash with what was finished when this program fails, as one of our rules may (exit code 4)
 */
export async function runScenarios(options: RunOptions): Promise<RunResult> {
  const redactor = createRedactor(secretsOf(options.endpoint));
  try {
    return redactor.deep(await run(options, redactor));
  } catch (error) {
    if (error instanceof RunCrash) error.result = redactor.deep(error.result);
    for (const thrown of [error, error instanceof RunCrash && error.cause])
      if (thrown instanceof Error) {
        thrown.message = redactor.text(thrown.message);
        if (thrown.stack !== undefined) thrown.stack = redactor.text(thrown.stack);
      }
    throw error;
  }
}

async function run(
  options: RunOptions,
  redactor: ReturnType<typeof createRedactor>,
): Promise<RunResult> {
  const baseUrl = shownUrl(parseBaseUrl(options.endpoint.baseUrl));
  if (options.record !== undefined) await prepareRecording(options.record);
  const startedAt = new Date();
  const began = performance.now();
  const crash = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, crash.signal]) : crash.signal;
  // Each request under way listens, and there may be many.
  setMaxListeners(0, signal);
  const own: RunOptions = {
    ...options,
    signal,
    onProgress: (progress) => options.onProgress?.(redactor.deep(progress)),
    scenarios: options.scenarios.filter(
      (scenario) => judgesOf(scenario, options.dialects).length > 0,
    ),
  };
  const limit: Limit = pLimit(Math.max(1, options.concurrency));
  const transport = await createTransport(
    options.timeouts.connect,
    Math.max(1, options.concurrency),
    proxyOf(options),
  );
  const client = createClient(own, transport);

  const waivers = options.waivers && applyWaivers(options.waivers.list, today());
  const trace = options.traces === true ? keepTraces(redactor, options.limits) : undefined;
  const finish: Finish = async ({ result: plain, tapes }, isGate = false) => {
    // Not redacted yet: the whole result is, and so is what progress reports hold.
    let result = waivers ? waivers.mark(plain) : plain;
    if (options.record !== undefined && tapes.length > 0 && !isGate) {
      const recorded = tapes.map(({ tape }) => tape);
      const tape = await recordScenario(options.record, result.id, recorded, redactor);
      result = { ...result, steps: result.steps.map((step) => ({ ...step, tape })) };
    }
    return { result, traced: trace ? trace({ result, tapes }) : result };
  };
  const finished = new Map<Scenario, ScenarioResult>();
  const resultOf = (scenarios: ScenarioResult[], partial: string | undefined): RunResult => {
    const result: RunResult = {
      ...emptyRun("run", options.tool, options.dialects, options.rules ?? allRules),
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - began),
      endpoint: { baseUrl, model: client.endpoint.model },
      scenarios: tracesOnce(scenarios),
      requests: client.requests(),
      tokens: client.tokens(),
      partial,
    };
    return waivers && options.waivers ? waivers.settle(result, options.waivers.complete) : result;
  };
  try {
    const { scenarios, partial, capabilities } = await runAll(own, client, limit, finish, finished);
    const result = resultOf(scenarios, options.signal?.aborted ? "interrupted" : partial);
    return capabilities === undefined ? result : { ...result, capabilities };
  } catch (error) {
    crash.abort();
    if (error instanceof RunUsageError) throw error;
    const done = own.scenarios.flatMap((scenario) => finished.get(scenario) ?? []);
    const why = `a bug in ${options.tool.name} ended the run: ${errorText(error)}`;
    throw new RunCrash(resultOf(done, why), error);
  } finally {
    await transport.close();
  }
}

/** The present day, as waivers name it. */
const today = (): string => new Date().toISOString().slice(0, 10);

/** The proxy that leads to the endpoint. @throws RunUsageError when what the environment names is none */
export function proxyOf({
  endpoint,
  proxies = {},
}: Pick<RunOptions, "endpoint" | "proxies">): URL | undefined {
  try {
    return proxyFor(parseBaseUrl(endpoint.baseUrl), proxies);
  } catch (error) {
    throw error instanceof RunUsageError ? error : new RunUsageError(errorText(error));
  }
}

/**
 * Holds a finished scenario against the waivers and records it.
 * @returns its result, and the same with its traces, which are only in the result of the run
 */
type Finish = (
  ran: RanScenario,
  isGate?: boolean,
) => Promise<{ result: ScenarioResult; traced: ScenarioResult }>;

/** Sends the gate exchanges and runs the scenarios. @param finished where their results are put */
async function runAll(
  options: RunOptions,
  client: Client,
  limit: Limit,
  finish: Finish,
  finished: Map<Scenario, ScenarioResult>,
): Promise<Pick<RunResult, "scenarios" | "partial" | "capabilities">> {
  const { scenarios, signal, onProgress } = options;
  // Nothing is sent for what the settings rule out.
  const applying = scenarios.filter((one) => reasonInSettings(one, options) === undefined);
  const ruledOut = scenarios.filter((one) => !applying.includes(one));
  const { capabilities: declared } = options;
  const wanted = {
    kinds: neededGates(applying, declared.stream !== false),
    store: wantsStored(applying, declared),
  };
  let unlisted: string | undefined;
  if (applying.length > 0 && client.endpoint.model === undefined) {
    onProgress?.({ kind: "probing", what: "the model" });
    const models = await listModels(client);
    client.useModel(models.names[0]);
    unlisted = models.unread;
  }
  const gates =
    applying.length > 0 ? await openGates(client, { ...wanted, unlisted }, options) : [];
  if (signal?.aborted) return { scenarios: [], partial: "interrupted" };
  let offers: RunContext["offers"];
  if (gates.length > 0 && gates.every(({ problem }) => problem?.concerns !== "everything")) {
    onProgress?.({ kind: "probing", what: "capabilities" });
    offers = await probeCapabilities(client, gates, applying, declared, limit);
  }
  if (signal?.aborted) return { scenarios: [], partial: "interrupted" };

  const context = {
    options,
    client,
    gates,
    offers,
    ids: new Map(),
    shared: new Map(),
    sharedAgain: new Map(),
  };
  const first = options.dialects[0]?.dialect.name;
  const total = scenarios.length;
  let partial: string | undefined;
  const doubtful: { scenario: Scenario; again: NonNullable<RanScenario["again"]> }[] = [];
  const end = async (scenario: Scenario, ran: RanScenario | undefined): Promise<void> => {
    if (!ran) return;
    const { id } = scenario;
    const { result, traced } = await finish(ran);
    finished.set(scenario, traced);
    onProgress?.({ kind: "finished", scenario: id, result, done: finished.size, total });
    const failed = result.results.some((r) => r.dialect === first && breaks(r, false));
    if (options.failFast && failed) partial ??= `stopped after ${id} failed (--fail-fast)`;
  };
  const left = scenarios.filter(({ upsets }) => !upsets);
  const one = async (scenario: Scenario): Promise<void> => {
    if (partial !== undefined || signal?.aborted) return;
    // Whether it failed is only known after the second look, and nothing is to be sent behind the first failure.
    if (options.failFast && doubtful.length > 0) return void left.push(scenario);
    onProgress?.({ kind: "started", scenario: scenario.id, done: finished.size, total });
    const ran = await runScenario(scenario, context);
    if (ran?.again) doubtful.push({ scenario, again: ran.again });
    else await end(scenario, ran);
  };
  const alone: Limit = pLimit(options.secondLooks ?? 1);
  /** Nothing else is under way meanwhile. */
  const lookAgain = async (): Promise<void> => {
    const again = async ({ scenario, again: look }: (typeof doubtful)[number]): Promise<void> => {
      if (partial !== undefined || signal?.aborted) return;
      const open = gates.find(({ problem }) => !problem)?.exchange.request.info.body;
      if (isObject(open)) await client.calm(minimal(open));
      await end(scenario, await look());
    };
    await Promise.all(doubtful.splice(0).map((one) => alone(() => again(one))));
  };
  while (left.length > 0) {
    await Promise.all(left.splice(0).map((scenario) => limit(() => one(scenario))));
    await lookAgain();
  }
  // One at a time, so that it can be seen what follows an upset.
  for (const scenario of scenarios.filter(({ upsets }) => upsets)) {
    await one(scenario);
    await lookAgain();
  }

  const found = await offersFound(applying, ruledOut, declared, offers);
  const broken: ScenarioResult[] = [];
  for (const gate of gates) {
    const ran = gateResult(gate, options);
    if (ran) broken.push((await finish(ran, true)).traced);
  }
  for (const { capability, offer } of found)
    if (offer.kind === "ignored") {
      const ran = ignoredResult(capability, offer, options);
      broken.push((await finish(ran, true)).traced);
    }
  const results = scenarios.flatMap((scenario) => finished.get(scenario) ?? []);
  return {
    capabilities: found.map(described),
    scenarios: [...broken, ...results],
    partial: results.length < total ? partial : undefined,
  };
}
