import { resolve } from "node:path";
import { overWebSocket } from "../scenario/over-websocket.ts";
import { packageVersion } from "../assets/assets.ts";
import type { Settings } from "../config/settings.ts";
import { hideUserInfo } from "../config/values.ts";
import { exitCodes } from "../result/run.ts";
import { shellQuote } from "../runner/curl.ts";
import { scenariosOf, type Shard } from "../runner/shard.ts";
import { RunCrash, RunUsageError } from "../runner/types.ts";
import { gatherSettings, type SettingFlags } from "./gather.ts";
import type { Io } from "./io.ts";
import { openNdjson } from "./ndjson-stream.ts";
import { loadDialects, outcome, selectRules } from "./judging.ts";
import { statusLine } from "./progress.ts";
import {
  parseReporters,
  prepareReporters,
  wantTraces,
  writeReports,
  type ReportFlags,
} from "./reporters.ts";
import { proxiesOf } from "../transport/proxy.ts";
import { startReference, type Target } from "./reference.ts";
import { selectScenarios } from "./scenarios.ts";
import { interruptible } from "./signals.ts";
import { UsageError } from "../config/usage-error.ts";
import { loadWaivers, updateWaivers } from "./waivers.ts";

/** Flags of `run`. */
export interface RunFlags extends SettingFlags, ReportFlags {
  reference?: boolean;
  scenario?: string[];
  rule?: string[];
  reporter?: string[];
  record?: string;
  failFast?: boolean;
  dryRun?: boolean;
  shard?: Shard;
  updateWaivers?: boolean;
  transport?: "http" | "websocket";
  json?: boolean;
  watch?: boolean;
}

/** The differences between one run and the next. */
interface Turn {
  /** The scenario files that it is limited to, of those selected; all of them when left out. */
  only?: ReadonlySet<string>;
  /** Called with the settings, before anything else is read. */
  onSettings?: (settings: Settings) => void;
}

/** Flags that say what endpoint is asked, and how. */
const ofEndpoint = [
  ["baseUrl", "--base-url"],
  ["model", "--model"],
  ["apiKey", "--api-key"],
  ["apiKeyEnv", "--api-key-env"],
  ["authHeader", "--auth-header"],
  ["header", "--header"],
] as const;

/** Tests an endpoint. @returns the exit code */
export async function run(flags: RunFlags, io: Io): Promise<number> {
  return (await runSome(flags, io, {})) ?? exitCodes.notTested;
}

/** Tests an endpoint with some of the scenarios. @returns the exit code; undefined if none of them was selected */
export async function runSome(flags: RunFlags, io: Io, turn: Turn): Promise<number | undefined> {
  const reference = flags.reference === true;
  const idle = ofEndpoint.find(([key]) => reference && flags[key] !== undefined);
  if (idle)
    throw new UsageError(
      `--reference and ${idle[1]} cannot be combined; the reference server has its own address, model and key`,
    );
  if (flags.json === true && flags.dryRun !== true)
    throw new UsageError("--json needs --dry-run; for a JSON report, pass --reporter json");
  const settings = await gatherSettings(flags, io, { endpoint: !reference });
  turn.onSettings?.(settings);
  if (!reference && settings.baseUrl === undefined)
    throw new UsageError(
      "no endpoint is given; pass --base-url URL (everything before /responses), set RESPONSES_BASE_URL,\n" +
        "or test the embedded reference server: responses-conformance run --reference",
    );
  const dialects = await loadDialects(settings.dialects);
  const rules = selectRules(flags.rule ?? []);
  const reporters = parseReporters(flags.reporter ?? [], io.cwd);
  const all = await selectScenarios(settings.suites, flags.scenario ?? [], dialects, io.cwd);
  const { only } = turn;
  const selected = only ? all.filter(({ place }) => only.has(resolve(io.cwd, place.file))) : all;
  if (only && selected.length === 0) return undefined;
  const overSocket = flags.transport === "websocket";
  const scenarios = overSocket
    ? selected.flatMap((scenario) => overWebSocket(scenario) ?? [])
    : selected;
  if (scenarios.length === 0) {
    const why =
      selected.length === 0
        ? "no selected scenario is for these dialects"
        : "no selected scenario can run over WebSocket instead of HTTP";
    io.stderr.write(`responses-conformance: ${why}, so nothing was tested\n`);
    return exitCodes.notTested;
  }
  if (scenarios.length < selected.length && flags.quiet !== true)
    io.stderr.write(
      `note: ${selected.length - scenarios.length} of ${selected.length} scenarios are left out, because their requests cannot be sent over WebSocket\n`,
    );
  for (const capability of settings.require)
    if (!only && !scenarios.some(({ needs }) => needs.includes(capability)))
      io.stderr.write(
        `note: ${capability} is required, but no selected scenario needs it, so it is not tested\n`,
      );
  const complete =
    !only && !overSocket && !(flags.scenario ?? flags.suite ?? settings.suites ?? flags.rule);
  const updating = flags.updateWaivers === true;
  if (updating && settings.waivers === undefined)
    throw new UsageError("--update-waivers needs a file to write; pass --waivers FILE");
  const source =
    settings.waivers === undefined
      ? undefined
      : await loadWaivers(settings.waivers, io.cwd, updating);
  const shared = {
    dialects,
    scenarios: flags.shard ? scenariosOf(scenarios, flags.shard) : scenarios,
    rules,
    timeouts: settings.timeouts,
    limits: settings.limits,
    concurrency: settings.concurrency,
    retries: settings.retries,
    required: settings.require,
    proxies: proxiesOf(io.env),
    waivers: source && {
      list: source.waivers.filter(({ reason }) => reason !== ""),
      // Where only a part is asked for, a waiver that it does not need may serve another part.
      complete: complete && !flags.shard,
    },
    failFast: flags.failFast === true,
    record: flags.record,
    traces: wantTraces(reporters),
    redoPrefix: redoPrefix(flags, settings),
    tool: { name: "responses-conformance", version: packageVersion() },
  };
  const server = reference ? await startReference() : undefined;
  try {
    const options = { ...shared, ...(server ?? target(settings, settings.baseUrl ?? "")) };
    if (flags.dryRun === true)
      return await (await import("./dry-run.ts")).dryRun(options, flags, io);
    await prepareReporters(reporters);
    const status = statusLine(io, flags.quiet === true);
    const stream = openNdjson(reporters, options, io);
    const { runScenarios } = await import("../runner/run.ts");
    let crash: RunCrash | undefined;
    const ran = await interruptible(io, (signal) =>
      runScenarios({
        ...options,
        signal,
        onProgress(progress) {
          if (progress.kind === "finished") stream?.scenario(progress.result);
          status.update(progress);
        },
      }),
    )
      .finally(status.clear)
      .catch((error: unknown) => {
        if (!(error instanceof RunCrash)) throw error;
        crash = error;
        return error.result;
      });
    const order = scenarios.map(({ id }) => id);
    const result = flags.shard ? { ...ran, shard: { ...flags.shard, complete, order } } : ran;
    const exitCode = crash ? exitCodes.internal : outcome(result, flags);
    if (source && updating && !crash)
      io.stderr.write(`${await updateWaivers(source, result, flags.strict === true)}\n`);
    stream?.end(result, exitCode);
    await writeReports(result, reporters, flags, { exitCode, io, streamed: ["ndjson"] });
    if (crash) throw crash.cause;
    return exitCode;
  } catch (error) {
    throw error instanceof RunUsageError ? new UsageError(error.message) : error;
  } finally {
    await server?.close();
  }
}

function target(settings: Settings, baseUrl: string): Target {
  const { model, apiKey, authHeader, headers, provoke } = settings;
  return {
    endpoint: { baseUrl, model, apiKey, authHeader, headers },
    capabilities: settings.capabilities,
    provoke,
  };
}

/** The command line that a user repeats to run one scenario again. The key is never part of it. */
function redoPrefix(
  flags: RunFlags,
  { baseUrl, model, authHeader, dialects, suites }: Settings,
): string {
  const words = ["responses-conformance"];
  const add = (flag: string, value: string | undefined): void => {
    if (value !== undefined) words.push(flag, shellQuote(value));
  };
  if (flags.reference === true) words.push("run", "--reference");
  else {
    add("--base-url", baseUrl === undefined ? undefined : hideUserInfo(baseUrl));
    add("--model", model);
    add("--api-key-env", flags.apiKeyEnv);
    add("--auth-header", authHeader);
  }
  add("--config", flags.config);
  if (dialects.join(",") !== "openresponses") add("--dialect", dialects.join(","));
  add("--transport", flags.transport);
  if (flags.require) add("--require", flags.require.join(","));
  for (const suite of suites ?? []) add("--suite", suite);
  return words.join(" ");
}
