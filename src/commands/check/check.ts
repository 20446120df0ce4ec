import { emptyRun } from "../../runner/describe.ts";
import { packageVersion } from "../../assets/assets.ts";
import { runBudget } from "../../runner/trace.ts";
import { createRedactor } from "../../tape/redact.ts";
import { exitCodes, type RunResult, type ScenarioResult } from "../../result/run.ts";
import { gatherSettings, type SettingFlags } from "../gather.ts";
import type { Io } from "../io.ts";
import { loadDialects, outcome, selectRules } from "../judging.ts";
import {
  parseReporters,
  prepareReporters,
  wantTraces,
  writeReports,
  type ReportFlags,
} from "../reporters.ts";
import { interruptible } from "../signals.ts";
import { UsageError } from "../../config/usage-error.ts";
import { CaptureError, NothingToJudge, type Capture } from "./capture.ts";
import { judgeCapture, unreadable, type JudgeWith } from "./judge.ts";
import { findCandidates, knownForms, openCapture, type Candidate } from "./open.ts";
import { readStdin } from "./stdin.ts";

/** Flags of `check`. */
export interface CheckFlags extends SettingFlags, ReportFlags {
  rule?: string[];
  reporter?: string[];
}

/** Judges captures offline. @returns the exit code */
export async function check(paths: readonly string[], flags: CheckFlags, io: Io): Promise<number> {
  const settings = await gatherSettings(flags, io, { endpoint: false });
  const dialects = await loadDialects(settings.dialects);
  const rules = selectRules(flags.rule ?? []);
  const reporters = parseReporters(flags.reporter ?? [], io.cwd);
  const candidates = await candidatesOf(paths);
  await prepareReporters(reporters);
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const redoPrefix = `responses-conformance check --dialect ${settings.dialects.join(",")}`;
  const { limits } = settings;
  // No secret of a capture is known to us, but headers with the name of a secret are masked.
  const traces = wantTraces(reporters)
    ? { redactor: createRedactor([]), budget: runBudget(), limits }
    : undefined;
  const { scenarios, partial } = await interruptible(io, (signal) =>
    judgeAll(candidates, { dialects, rules, limits, signal, traces, redoPrefix }, io),
  );
  if (scenarios.length === 0 && partial === undefined) {
    io.stderr.write(
      `responses-conformance: ${paths.join(", ")}: no capture found. Known forms: ${knownForms}\n`,
    );
  }
  const run: RunResult = {
    ...emptyRun(
      "check",
      { name: "responses-conformance", version: packageVersion() },
      dialects,
      rules,
    ),
    startedAt,
    durationMs: performance.now() - begun,
    scenarios,
    partial,
  };
  const exitCode = scenarios.length === 0 ? exitCodes.notTested : outcome(run, flags);
  await writeReports(run, reporters, flags, { exitCode, io });
  return exitCode;
}

async function candidatesOf(paths: readonly string[]): Promise<Candidate[]> {
  if (paths.includes("-") && paths.length > 1)
    throw new UsageError("standard input (-) cannot be combined with files; pass one or the other");
  if (paths.some((path) => path.trim() === ""))
    throw new UsageError(
      "a path is empty; if it comes from a variable, set the variable. Pass files or folders, or - for standard input",
    );
  try {
    return paths.includes("-") ? [{ path: "-", named: true }] : await findCandidates(paths);
  } catch (error) {
    throw error instanceof CaptureError ? new UsageError(error.message) : error;
  }
}

async function judgeAll(
  candidates: readonly Candidate[],
  judge: JudgeWith,
  io: Io,
): Promise<{ scenarios: ScenarioResult[]; partial: string | undefined }> {
  const scenarios: ScenarioResult[] = [];
  for (const candidate of candidates) {
    if (judge.signal?.aborted) return { scenarios, partial: "interrupted" };
    try {
      const capture = await openOne(candidate, io);
      if (capture) scenarios.push(await judgeCapture(capture, judge));
    } catch (error) {
      if (error instanceof NothingToJudge && !candidate.named) continue;
      const reason = readingProblem(error);
      if (reason === undefined) throw error;
      const shown = candidate.path === "-" ? "standard input" : candidate.path;
      if (candidate.named) throw new UsageError(`${shown}: ${reason}`);
      scenarios.push(unreadable(candidate.path, "unreadable", reason, judge));
    }
  }
  return { scenarios, partial: judge.signal?.aborted ? "interrupted" : undefined };
}

async function openOne({ path, named }: Candidate, io: Io): Promise<Capture | undefined> {
  if (path === "-") {
    if (io.stdin.isTTY)
      throw new UsageError("standard input is a terminal; pipe a capture into this command");
    return readStdin(io.stdin);
  }
  const capture = await openCapture(path);
  if (!capture && named)
    throw new CaptureError(`the file is not a capture. Known forms: ${knownForms}`);
  return capture;
}

/** Why a file could not be read, if the file or the disk is the cause; undefined if it is a bug in this program. */
function readingProblem(error: unknown): string | undefined {
  if (error instanceof CaptureError) return error.message;
  const system = error instanceof Error && "code" in error && "syscall" in error;
  return system ? error.message : undefined;
}
