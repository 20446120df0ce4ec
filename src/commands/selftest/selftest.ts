import { packageVersion } from "../../assets/assets.ts";
import type { Hooks } from "../../reference/index.ts";
import { matrixReport, neverRed } from "../../report/matrix.ts";
import { exitCodes } from "../../result/run.ts";
import type { Trial } from "../../result/trial.ts";
import { safe } from "../../report/text.ts";
import { globTest } from "../../scenario/glob.ts";
import { didYouMean } from "../../scenario/suggest.ts";
import { paintFor, write, type Io } from "../io.ts";
import { interruptible } from "../signals.ts";
import { UsageError } from "../../config/usage-error.ts";
import {
  addTally,
  faultOutcomes,
  keepOutcome,
  outcomeFile,
  tallyRun,
  type Tally,
} from "./outcome.ts";
import type { Job } from "./jobs.ts";
import { openPool, type Pool } from "./pool.ts";
import { findReach } from "./trials.ts";

/** Flags of `selftest`. */
export interface SelftestFlags {
  /** Globs of fault and variant ids; undefined: all of them. */
  only?: string[];
  json?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/**
 * Proves that the rules are right. Every fault of the reference server must be reported by its own rule or scenario, no
 * conforming variant may be reported, and in a full self test every scenario that asks for more than a MAY must find some fault. What it
 * exercised is kept for `list requirements`.
 * @returns 0 if all of this holds, 1 if a fault is missed, a variant is reported or a scenario finds no fault, 3
 * if it was interrupted
 */
export async function selftest(flags: SelftestFlags, io: Io): Promise<number> {
  const { faults, variants } = await import("../../reference/index.ts");
  const chosen = chooser(
    flags.only ?? [],
    [...faults, ...variants].map(({ id }) => id),
  );
  const chosenFaults = faults.filter(({ id }) => chosen(id));
  const chosenVariants = variants.filter(({ id }) => chosen(id));
  const progress = io.stderr.isTTY === true && flags.quiet !== true;
  const tally: Tally = { rules: {}, scenarios: {} };
  let scenarios: string[] = [];
  const done = new Map<string, Trial>();
  const attempt = async (id: string, makeJob: () => Job, pool: Pool): Promise<void> => {
    const one = await pool.run(makeJob);
    if (one === undefined) return;
    addTally(tally, one.tally);
    done.set(id, one.trial);
    if (progress) io.stderr.write(`\r\u001b[2K${id}`);
  };
  const interrupted = await interruptible(
    io,
    async (signal) => {
      const pool = await openPool(io.cwd, chosenFaults.length + chosenVariants.length);
      signal.addEventListener("abort", () => void pool.close());
      try {
        const { loadKit } = await import("./jobs.ts");
        const kit = await loadKit(io.cwd);
        const { run, shownIn } = await findReach(kit, signal);
        tallyRun(tally, run);
        // What only a MAY is asked of cannot fail by itself.
        if (flags.only === undefined)
          scenarios = kit.scenarios.filter(({ level }) => level !== "may").map(({ id }) => id);
        const jobs = [
          ...chosenVariants.map((variant) => ({ hooks: variant, job: { variant: variant.id } })),
          ...chosenFaults.map((fault) => ({ hooks: fault, job: { fault: fault.id } })),
        ];
        // Servers that pause or fall silent come first: the others are tried while those are waited for.
        const ordered = jobs.toSorted((a, b) => Number(isSlow(b.hooks)) - Number(isSlow(a.hooks)));
        await Promise.all(
          ordered.map(({ hooks, job }) =>
            attempt(hooks.id, () => ({ ...job, scenarios: shownIn(hooks) }), pool),
          ),
        );
      } finally {
        await pool.close();
      }
      return signal.aborted;
    },
    "\nstopping; the results so far follow (press Ctrl-C again to quit at once)\n",
  );
  const trials = {
    faults: chosenFaults.flatMap(({ id }) => done.get(id) ?? []),
    variants: chosenVariants.flatMap(({ id }) => done.get(id) ?? []),
  };
  if (interrupted) scenarios = [];
  if (progress) io.stderr.write("\r\u001b[2K");
  const paint = await paintFor(io, flags.color !== false);
  const text =
    flags.json === true
      ? `${JSON.stringify(trials, undefined, 2)}\n`
      : matrixReport(trials.faults, trials.variants, {
          paint,
          quiet: flags.quiet === true,
          scenarios,
        });
  await write(io.stdout, text);
  const file = outcomeFile(io.env);
  const problem = await keepOutcome(file, {
    version: packageVersion(),
    finishedAt: new Date().toISOString(),
    only: flags.only ?? [],
    interrupted,
    ...tally,
    faults: faultOutcomes(trials.faults),
  });
  if (problem !== undefined)
    io.stderr.write(
      `note: ${safe(file)} cannot be written, so \`list requirements\` will not show this outcome: ${safe(problem)}\n`,
    );
  const idle = neverRed(scenarios, trials.faults).length > 0;
  if (idle || ![...trials.faults, ...trials.variants].every(({ passed }) => passed))
    return exitCodes.violation;
  return interrupted ? exitCodes.notTested : exitCodes.conformant;
}

/** True for a server that takes its time, or never ends. */
const isSlow = ({ timing, silent, pauseMs }: Hooks & { silent?: boolean }): boolean =>
  timing !== undefined || silent === true || pauseMs !== undefined;

/** Which ids the globs match. @throws UsageError for a glob that matches none */
function chooser(globs: readonly string[], ids: readonly string[]): (id: string) => boolean {
  const tests = globs.map((glob) => {
    const test = globTest(glob);
    if (!ids.some(test)) {
      const hint =
        didYouMean(glob, ids) || " `responses-conformance list faults` lists the faults.";
      throw new UsageError(`no fault or variant matches "${glob}".${hint}`);
    }
    return test;
  });
  return (id) => tests.length === 0 || tests.some((test) => test(id));
}
