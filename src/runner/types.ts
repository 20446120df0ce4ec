import type { JudgingDialect } from "../checker/checker.ts";
import type { Rule } from "../engine/rule.ts";
import type { JsonObject } from "../json/json.ts";
import type { RunResult, ScenarioResult } from "../result/run.ts";
import type { Waiver } from "../result/waiver.ts";
import type { Capability, Scenario } from "../scenario/types.ts";
import type { ProxySettings } from "../transport/proxy.ts";
import type { Timeouts } from "../transport/types.ts";
import type { WireLimits } from "../wire/limits.ts";

/** The thing under test. */
export interface Endpoint {
  /** Up to and including `/v1`; may carry a query (`?api-version=...`) and a user name with password. */
  baseUrl: string;
  /** Undefined: the first one that GET /models lists, or none if the endpoint accepts requests without a model. */
  model: string | undefined;
  apiKey: string | undefined;
  /** Header that carries the key, with its scheme after a colon: `api-key`, `X-Auth: Token`. By default `Authorization: Bearer`. */
  authHeader?: string | undefined;
  /** Sent with every request. */
  headers: Record<string, string>;
}

export interface RunOptions {
  endpoint: Endpoint;
  /** All judge the same traffic; the first one sets the exit code. */
  dialects: readonly JudgingDialect[];
  scenarios: readonly Scenario[];
  /** Rules to judge with; all when left out. */
  rules?: readonly Rule[] | undefined;
  /** The declared capabilities. A capability that is not declared is probed. */
  capabilities: Partial<Record<Capability, boolean>>;
  /** Capabilities that must be offered. If one is missing, the scenarios that need it fail. */
  required?: readonly Capability[] | undefined;
  /** Bodies that make the endpoint do what a generic client cannot ask for, by name. */
  provoke: Record<string, JsonObject>;
  /** Proxies, as the environment names them. */
  proxies?: ProxySettings | undefined;
  /** Known failures, and whether the run covers all that they may be for. */
  waivers?: { list: readonly Waiver[]; complete: boolean } | undefined;
  /** The limits of each exchange, and how long background work may take: 60 s if that is left out. */
  timeouts: Timeouts & { background?: number };
  limits: WireLimits;
  /** Requests at a time. */
  concurrency: number;
  /**
   * Second looks at a time. 1 when left out, so that nothing else is under way; more only for an endpoint that is known to
   * have room for them.
   */
  secondLooks?: number | undefined;
  /** How often a request is sent again before any byte of the body came: 429, 502, 503, 504, connection refused. */
  retries: number;
  /** Stop after the first scenario that fails in the first dialect. */
  failFast: boolean;
  /** Folder for tapes of all exchanges. */
  record?: string | undefined;
  /** Keep what went over the wire for steps that something is said against: see `StepResult.traces`. */
  traces?: boolean | undefined;
  /** Ends the run early; the result is then partial. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Command line without the scenario, for `redo`. */
  redoPrefix: string;
  tool: { name: string; version: string };
  /** Milliseconds that a finished stream gets for closing; a short standard when left out. */
  grace?: number | undefined;
  /** Milliseconds that only grow, by which answers are timed; the clock of this process when left out. */
  now?: (() => number) | undefined;
  /** Pause before the first retry in milliseconds, doubled for each further one. */
  retryPause?: number | undefined;
}

/** What happens while a run goes on, for a status line. */
export type Progress =
  | { kind: "probing"; what: string }
  | { kind: "started"; scenario: string; done: number; total: number }
  | { kind: "finished"; scenario: string; result: ScenarioResult; done: number; total: number }
  | { kind: "waiting"; scenario: string; reason: string };

/** The run cannot start as it is asked for: a message for the user, exit code 2. */
export class RunUsageError extends Error {
  override name = "RunUsageError";
}

/** A bug of this program ended the run: its cause is what was thrown, and what was finished before is not lost. */
export class RunCrash extends Error {
  override name = "RunCrash";
  /** What was finished, marked as partial. */
  result: RunResult;
  constructor(result: RunResult, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.result = result;
  }
}
